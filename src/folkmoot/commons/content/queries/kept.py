"""Rows that were read before, used again while the database says that they have not changed.

Each has a version that whatever changes it bumps. A page asks for ids and versions, which is narrow and quick, and
reads only what it does not have. Every process keeps its own, so many bytes at most.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from threading import Lock
from typing import Any, Generic, TypeVar

from django.db.models.base import ModelState

from folkmoot.commons.spaces.viewer import Viewer

from .. import policy
from ..models import Item

Value = TypeVar("Value")
_EVERYTHING: "list[Kept[Any]]" = []


class Kept(Generic[Value]):
    """Values by key and version; the longest unused go first when they weigh too much."""

    def __init__(self, most: int, weigh: Callable[[Value], int] = lambda _: 1) -> None:
        self._most, self._weigh = most, weigh
        self._held = 0
        self._values: OrderedDict[Hashable, tuple[Hashable, Value, int]] = OrderedDict()
        self._lock = Lock()
        _EVERYTHING.append(self)

    def get(self, key: Hashable, version: Hashable) -> Value | None:
        found = self._values.get(key)
        if found is None or found[0] != version:
            return None
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
        return found[1]

    def put(self, key: Hashable, version: Hashable, value: Value) -> None:
        weight = self._weigh(value)
        with self._lock:
            if (old := self._values.pop(key, None)) is not None:
                self._held -= old[2]
            self._values[key] = (version, value, weight)
            self._held += weight
            while self._held > self._most and self._values:
                self._held -= self._values.popitem(last=False)[1][2]

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self._held = 0


def forget_all() -> None:
    """This will empty everything, for tests."""
    for each in _EVERYTHING:
        each.clear()


_items: Kept[Item] = Kept(16_000_000, lambda item: 2500 + 2 * (len(item.body) + len(item.html)))


def items_of(versions: Mapping[int, int]) -> dict[int, Item]:
    """The items of these ids, which have these versions now, in that order; what is not kept is read.

    Each caller gets objects of its own. Rights were asked of the ids a moment ago; an item that changed since is
    newer than its version here, so ask it again (`policy.may_read`).
    """
    found = {id_: _items.get(id_, version) for id_, version in versions.items()}
    missing = [id_ for id_, item in found.items() if item is None]
    read = Item.objects.in_bulk(missing) if missing else {}
    for item in read.values():
        _items.put(item.id, item.version, item)
    whole = {id_: item if item is not None else read.get(id_) for id_, item in found.items()}
    return {id_: _copy(item) for id_, item in whole.items() if item is not None}


def whole(viewer: Viewer, items: Iterable[Item]) -> list[Item]:
    """Items of which only ids and versions were read (`.only("version")`), whole and in the same order."""
    return whole_of(viewer, {item.id: item.version for item in items})


def whole_of(viewer: Viewer, versions: Mapping[int, int]) -> list[Item]:
    """The same, where the database was asked for nothing else."""
    return [item for item in items_of(versions).values() if policy.may_read(viewer, item)]


def _copy(item: Item) -> Item:
    made = Item.__new__(Item)
    made.__dict__.update(item.__dict__)
    made._state = ModelState()
    made._state.db, made._state.adding = item._state.db, False
    return made
