"""Pure computing about pages: names, addresses of headings, positions among siblings, filling in templates."""

import html as entities
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.text import slugify

from folkmoot.base.markup import slug_of

GAP = 1 << 20
MAX_DEPTH = 20
MAX_NAME = 80
_PLACE = re.compile(r"([a-z0-9][a-z0-9-]{0,59}):(\S.*)")
_HEADING = re.compile(r"<h([3-6])>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_FIELD = re.compile(r"\{\{ ?(title|date|author|space) ?\}\}")


def name_of(title: str) -> str:
    """A title as addresses and links say it; the same for titles that differ in case and punctuation."""
    return slugify(title, allow_unicode=True)[:MAX_NAME].strip("-") or "page"


def target_of(written: str) -> tuple[str, str]:
    """The place (a space's slug, or "" for the own one) and the title in `[[place:Title]]`."""
    match = _PLACE.fullmatch(written)
    return (match[1], match[2]) if match else ("", written)


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of a table of contents; `level` 1 is the page's own first level."""

    level: int
    words: str
    slug: str


def with_anchors(html: str) -> tuple[str, list[Heading]]:
    """The HTML with an address at each heading, and the headings; on a page of its own they stand right below its
    title, one level higher than in what is written elsewhere."""
    found: list[Heading] = []
    taken: dict[str, int] = {}

    def address(match: re.Match[str]) -> str:
        words = entities.unescape(_TAG.sub("", match[2])).strip()
        slug = slug_of(words)
        count = taken[slug] = taken.get(slug, 0) + 1
        slug = slug if count == 1 else f"{slug}-{count}"
        level = int(match[1]) - 1
        found.append(Heading(level - 1, words, slug))
        return (
            f'<h{level} id="{entities.escape(slug)}">{match[2]}'
            f'<a class="anchor" href="#{entities.escape(slug)}" aria-hidden="true" tabindex="-1">#</a></h{level}>'
        )

    return _HEADING.sub(address, html), found


def position_between(before: int | None, after: int | None) -> int | None:
    """A position between two neighbours; None when there is no room and all have to move."""
    if before is None and after is None:
        return GAP
    if after is None:
        return (before or 0) + GAP
    if before is None:
        return after - GAP
    middle = (before + after) // 2
    return middle if before < middle < after else None


def fill_in(template: str, values: Mapping[str, str]) -> str:
    """A template's text with `{{title}}`, `{{date}}`, `{{author}}` and `{{space}}` filled in."""
    return _FIELD.sub(lambda match: values.get(match[1], match.group(0)), template)


def due_on(reviewed_at: datetime | None, days: int | None) -> date | None:
    """The day by which somebody has to look again."""
    if days is None or reviewed_at is None:
        return None
    return (reviewed_at + timedelta(days=days)).date()


def is_below(path_up: Sequence[int], page_id: int) -> bool:
    """Whether a place, given with everything above it, is the page or below it."""
    return page_id in path_up


def change_in_length(before: int, after: int) -> dict[str, int]:
    """How many letters came and went, as far as the lengths tell."""
    return {"added": max(0, after - before), "removed": max(0, before - after)}


_WRITTEN = re.compile(r"\[\[([^\[\]|#\n]{1,200})|\{\{ ?include: ?([^{}\n]{1,200}?) ?\}\}")


def titles_in(body: str) -> list[str]:
    """The titles that a Markdown text names, as they are written; some may stand in code and lead nowhere."""
    return [" ".join((match[1] or match[2]).split()) for match in _WRITTEN.finditer(body)]


_PARAGRAPH = re.compile(r"<(p|li|h[3-6]|td|th|pre)\b[^>]*>(.*?)(?=</\1>|<ul>|<ol>)", re.DOTALL)


def paragraphs(html: str, most: int = 400) -> list[str]:
    """The words of a text, paragraph by paragraph, for choosing one."""
    found: list[str] = []
    for match in _PARAGRAPH.finditer(html):
        words = " ".join(entities.unescape(_TAG.sub("", match[2])).split())
        if words and words not in found[-1:]:
            found.append(words)
    return found[:most]
