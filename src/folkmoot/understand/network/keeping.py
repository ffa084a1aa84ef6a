"""A night's whole answer as one file in the storage, without pickles: arrays by their path, the rest as JSON.

Only the newest run has a file; what older ones say of anybody stands in tables, from which it can be taken away.
"""

import dataclasses
import json
import tempfile
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.core.files import File
from django.core.files.storage import default_storage

from folkmoot.graph.build import Graph
from folkmoot.graph.communities import Communities
from folkmoot.graph.introductions import Introductions
from folkmoot.graph.learning import Uptakes
from folkmoot.graph.nightly import Night, Settings
from folkmoot.graph.paths import Estimate
from folkmoot.graph.roles import Answers, Role

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Answered:
    """Each answer of the log: which, by whom and to whom (places in `people`), on what, when, what it got."""

    item: Array
    answerer: Array
    asker: Array
    root: Array
    day: Array
    marks: Array  # Acceptances and confirmations that still hold.
    votes: Array


@dataclass(frozen=True, eq=False)
class Kept:
    """What a later run or question needs of a run. people: ids, sorted; units: ids of their units, 0 for none; unit:
    each person's place in `units` or -1. places: where they are drawn."""

    people: Array
    units: Array
    unit: Array
    night: Night
    answered: Answered
    places: Array


FOLDER = "network"
_CLASSES = {
    each.__name__: each
    for each in (Kept, Answered, Night, Settings, Graph, Communities, Estimate, Role, Answers, Uptakes, Introductions)
}


def save(run: int, kept: Kept) -> str:
    """This will write the file of a run; returns its name."""
    arrays: dict[str, Array] = {}
    tree = _packed(kept, "kept", arrays)
    with tempfile.TemporaryFile() as file:
        np.savez(file, allow_pickle=False, tree=np.frombuffer(json.dumps(tree).encode(), np.uint8), **arrays)  # type: ignore[arg-type]
        file.seek(0)
        return str(default_storage.save(f"{FOLDER}/{run}.npz", File(file)))


def load(name: str) -> Kept:
    """What was kept; raises FileNotFoundError."""
    with default_storage.open(name, "rb") as file, np.load(file, allow_pickle=False) as found:
        kept = _unpacked(json.loads(found["tree"].tobytes()), found)
    assert isinstance(kept, Kept)
    return kept


def remove(name: str) -> None:
    """This will delete the file, if there is one."""
    if name:
        default_storage.delete(name)


def remove_all_but(name: str) -> None:
    """This will delete the files of all runs but one: also those that a process left behind when it was killed."""
    try:
        _, found = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for each in found:
        if f"{FOLDER}/{each}" != name:
            default_storage.delete(f"{FOLDER}/{each}")


def _packed(value: Any, path: str, arrays: dict[str, Array]) -> Any:
    if isinstance(value, np.ndarray):
        arrays[path] = value
        return {"array": path}
    if dataclasses.is_dataclass(value):
        fields = [each.name for each in dataclasses.fields(value) if each.name != "_derived"]
        return {
            "class": type(value).__name__,
            "of": {name: _packed(getattr(value, name), f"{path}.{name}", arrays) for name in fields},
        }
    if isinstance(value, dict):
        return {"dict": {key: _packed(each, f"{path}.{key}", arrays) for key, each in value.items()}}
    if isinstance(value, tuple):
        return {"tuple": [_packed(each, f"{path}.{place}", arrays) for place, each in enumerate(value)]}
    return {"plain": value.item() if isinstance(value, np.generic) else value}


def _unpacked(tree: Any, arrays: Any) -> Any:
    if "array" in tree:
        return arrays[tree["array"]]
    if "class" in tree:
        return _CLASSES[tree["class"]](**{name: _unpacked(each, arrays) for name, each in tree["of"].items()})
    if "dict" in tree:
        return {key: _unpacked(each, arrays) for key, each in tree["dict"].items()}
    if "tuple" in tree:
        return tuple(_unpacked(each, arrays) for each in tree["tuple"])
    return tree["plain"]
