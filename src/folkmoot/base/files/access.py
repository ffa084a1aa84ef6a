"""Who may read a file, and who still wants it: said by the rooms whose things files hang on."""

from collections.abc import Callable, Set
from typing import Any

from .models import StoredFile

Check = Callable[[Any, int], bool]
Named = Callable[[Set[int]], Set[int]]
_checks: list[Check] = []
_texts: list[Named] = []


def register(check: Check) -> None:
    """This will let `check(viewer, file_id)` open files to a viewer; any room's yes is enough."""
    if check not in _checks:
        _checks.append(check)


def may_read(viewer: Any, file: StoredFile) -> bool:
    """Whoever brought it may, and whoever may read what it hangs on."""
    if file.owner is not None and file.owner == viewer.person_id:
        return True
    return any(check(viewer, file.id) for check in _checks)


def register_texts(named: Named) -> None:
    """This will keep files that only a text names so far: `named(file_ids)` says which. Foreign keys need none."""
    if named not in _texts:
        _texts.append(named)


def named_among(file_ids: Set[int]) -> set[int]:
    """Those of the files that some text names which is not sent yet."""
    return set().union(*(named(file_ids) for named in _texts)) if file_ids else set()
