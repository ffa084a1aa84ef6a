"""Pieces of pages that are the same for all readers, rendered once; what differs is filled in.

A template draws an item for nobody in particular. Where readers differ it says `{% slot "name" %}` (a text) or
`{% when "name" %}…{% endwhen %}` (shown to some). The drawn piece is kept by (item, version, language) and put
together for each reader by `Fragment.fill`, without a template and without a query.
"""

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import Any

# Drawn at random for each process: nobody can write a marker into a text.
_TOKEN = secrets.token_hex(8)
_MARK = re.compile(rf"\x02{_TOKEN}:([=?!/])([a-z_0-9]*)\x03")
_KEPT = 6000


def mark(sign: str, name: str = "") -> str:
    """`=name` a slot, `?name` and `!name` the begin of a part for some (or the others), `/` its end."""
    return f"\x02{_TOKEN}:{sign}{name}\x03"


class Fragment:
    """A drawn piece with its open places; `beside` is what else was found out when it was drawn."""

    __slots__ = ("_steps", "beside")

    def __init__(self, drawn: str, beside: Any = None) -> None:
        self.beside = beside
        pieces = _MARK.split(drawn)
        self._steps: list[tuple[str, str]] = [("", pieces[0])]
        for index in range(1, len(pieces), 3):
            self._steps.append((pieces[index], pieces[index + 1]))
            self._steps.append(("", pieces[index + 2]))

    def fill(self, values: Mapping[str, object]) -> str:
        """The piece for one reader; a value that is missing counts as empty or false."""
        out: list[str] = []
        hidden = 0
        depth: list[bool] = []
        for sign, text in self._steps:
            if sign == "":
                if not hidden:
                    out.append(text)
            elif sign == "=":
                if not hidden:
                    value = values.get(text, "")
                    out.append(value if isinstance(value, str) else str(value))
            elif sign == "/":
                if depth and not depth.pop():
                    hidden -= 1
            else:
                is_shown = bool(values.get(text)) == (sign == "?")
                depth.append(is_shown)
                hidden += not is_shown
        return "".join(out)


_cache: "OrderedDict[Hashable, Fragment]" = OrderedDict()
_lock = Lock()


def fragment(key: Hashable, draw: Callable[[], Fragment]) -> Fragment:
    """The kept fragment of that key, drawn when there is none; the longest unused go first."""
    with _lock:
        kept = _cache.get(key)
        if kept is not None:
            _cache.move_to_end(key)
            return kept
    made = draw()
    with _lock:
        _cache[key] = made
        while len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return made


def forget() -> None:
    """This will empty the cache, for tests."""
    with _lock:
        _cache.clear()
