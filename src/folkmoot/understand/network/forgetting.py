"""Who else keeps something of the network's kind, and forgets it with the network; rooms above say so in `ready()`.

Not an event: the log outlives what it speaks of, and who wants to be left out is nobody's to read there.
"""

from collections.abc import Callable, Sequence

_others: list[Callable[[Sequence[int]], object]] = []


def register(forget: Callable[[Sequence[int]], object]) -> None:
    """This will have `forget(people)` called, in the same transaction, when people choose to be left out."""
    if forget not in _others:
        _others.append(forget)


def everywhere(people: Sequence[int]) -> None:
    for forget in _others:
        forget(people)
