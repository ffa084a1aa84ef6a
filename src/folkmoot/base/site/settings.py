"""Declaring, reading and changing the site's settings."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .models import Decision

# A web process may answer with a setting up to this old (seconds); the process that changes it sees it at once.
_FRESH = 2.0


@dataclass(frozen=True, slots=True)
class Setting:
    """`key` is `room.word`; the type of `default` is the type of the value; `choices` are (value, label)."""

    key: str
    label: Any
    default: Any
    help: Any = ""
    choices: Sequence[tuple[str, Any]] = ()
    group: Any = ""


_declared: dict[str, Setting] = {}
_cache: dict[str, Any] = {}
_read_at = float("-inf")


class UnknownSetting(LookupError):
    """Nobody declared a setting of this name."""


def declare(*settings: Setting) -> None:
    """This will make settings known; called in a room's `ready()`."""
    for setting in settings:
        _declared[setting.key] = setting


def declared() -> list[Setting]:
    return list(_declared.values())


def get(key: str) -> Any:
    """The value in force; raises UnknownSetting."""
    global _cache, _read_at
    if key not in _declared:
        raise UnknownSetting(key)
    if time.monotonic() - _read_at > _FRESH:
        _cache = dict(Decision.objects.values_list("key", "value"))
        _read_at = time.monotonic()
    return _cache.get(key, _declared[key].default)


def put(key: str, value: Any) -> None:
    """This will change a setting; raises UnknownSetting, or ValueError when the value does not fit."""
    setting = _declared.get(key)
    if setting is None:
        raise UnknownSetting(key)
    if setting.choices and value not in {choice for choice, _ in setting.choices}:
        raise ValueError(f"{value!r} is no choice of {key}")
    if not isinstance(value, type(setting.default)):
        raise ValueError(f"{key} is a {type(setting.default).__name__}")
    Decision.objects.update_or_create(key=key, defaults={"value": value})
    forget()


def forget() -> None:
    """This will have the next `get` read anew (tests, other processes' changes)."""
    global _read_at
    _read_at = float("-inf")
