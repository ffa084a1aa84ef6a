"""Sums over much, made once for all who may read the same."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches

from folkmoot.commons.spaces.viewer import Viewer

KEPT_SECONDS = 600
MANY = 2000
T = TypeVar("T")


def once_for_equals(viewer: Viewer, what: object, make: Callable[[], tuple[T, int]]) -> T:
    """What `make` gives, with over how many rows it was summed up: of many, it is kept for ten minutes.

    `what` names the sum with all that it depends on. Two viewers share it only if they may read the same.
    """
    seen = (viewer.clearance, sorted(viewer.space_ids), sorted(viewer.hidden_person_ids), what)
    key = f"content.summed.{hashlib.sha256(repr(seen).encode()).hexdigest()}"
    kept: tuple[T] | None = caches["process"].get(key)
    if kept is not None:
        return kept[0]
    found, count = make()
    if count >= MANY:
        caches["process"].set(key, (found,), KEPT_SECONDS)
    return found
