"""Who may read a file: said by the rooms whose things files hang on."""

from collections.abc import Callable
from typing import Any

from .models import StoredFile

Check = Callable[[Any, int], bool]
_checks: list[Check] = []


def register(check: Check) -> None:
    """This will let `check(viewer, file_id)` open files to a viewer; any room's yes is enough."""
    if check not in _checks:
        _checks.append(check)


def may_read(viewer: Any, file: StoredFile) -> bool:
    """Whoever brought it may, and whoever may read what it hangs on."""
    if file.owner is not None and file.owner == viewer.person_id:
        return True
    return any(check(viewer, file.id) for check in _checks)
