"""Rooms above repeat a space's audience on what stands in it; they follow a change in the same transaction."""

from collections.abc import Callable

Follow = Callable[[int, int], object]
_followers: list[Follow] = []


def register(follow: Follow) -> None:
    """This will call `follow(space_id, audience)` whenever a space is read by others than before."""
    if follow not in _followers:
        _followers.append(follow)


def follow_audience(space_id: int, audience: int) -> None:
    for follow in _followers:
        follow(space_id, audience)
