"""Parts of some attention, and how many people must stand behind a number."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from folkmoot.base.site import settings as site

from .. import logic
from ..models import Source


def least() -> int:
    return max(3, int(site.get("attention.least")))


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of some attention, with its name."""

    label: Any
    seconds: float
    reads: int = 0
    people: int = 0
    url: str = ""
    share: int = 0
    value: float = 0.0

    @property
    def time(self) -> str:
        return logic.in_words(self.seconds)

    @property
    def per_minute(self) -> float:
        return logic.per_minute(self.value, self.seconds)


def source_name(number: int) -> str:
    names = {
        Source.LINK: _("a link"), Source.FEED: _("the feed"), Source.SEARCH: _("search"), Source.MAIL: _("a letter"),
        Source.BELL: _("a notification"), Source.SPACE: _("a community"), Source.OUTSIDE: _("another site"),
    }  # fmt: skip
    return names.get(Source(number), "")
