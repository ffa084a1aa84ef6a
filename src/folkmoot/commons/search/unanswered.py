"""Who hears of searches that found nothing: rooms above register in `ready()`. Nothing of it is kept here."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest

Hear = Callable[[HttpRequest, str, datetime], None]
_hearers: list[Hear] = []


def register(hear: Hear) -> None:
    """This will call `hear(request, words, at)` when a search without filters has found nothing at all."""
    if hear not in _hearers:
        _hearers.append(hear)


def tell(request: HttpRequest, words: str, at: datetime) -> None:
    for hear in _hearers:
        hear(request, words, at)
