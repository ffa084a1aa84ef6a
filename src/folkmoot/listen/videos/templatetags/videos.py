"""How films are spoken of in pages."""

from typing import Any

from django import template
from django.utils.translation import gettext

from folkmoot.base.ids import to_text

from .. import logic
from ..forms import LANGUAGES
from ..models import Rendition, Video

register = template.Library()
_NAMES = dict(LANGUAGES)


@register.filter
def film_clock(milliseconds: int) -> str:
    return logic.clock(round(milliseconds / 1000))


@register.filter
def film_seconds(seconds: int) -> str:
    return logic.clock(seconds)


@register.filter
def film_language(code: str) -> str:
    return _NAMES.get(code, code)


@register.filter
def film_problem(problem: str) -> str:
    return gettext(problem) if problem else ""


@register.filter
def film_sizes(film: Video) -> list[dict[str, Any]]:
    """The sizes of a film, the one to begin with first: not more than 720 lines, the line may be slow."""
    made = sorted(film.renditions.all(), key=_lines)
    quick = [each for each in made if _lines(each) <= 720]
    sharp = [each for each in made if _lines(each) > 720]
    return [{"file": each.file, "label": f"{_lines(each)}p"} for each in [*reversed(quick), *sharp]]


def _lines(size: Rendition) -> int:
    return min(size.width, size.height)


@register.filter
def as_id(number: int) -> str:
    return to_text(number)
