"""A page as one reader sees it: includes put in, links told apart, headings with addresses, remarks marked."""

import html as entities
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from folkmoot.base.ids import to_text
from folkmoot.commons.content import kinds, passages
from folkmoot.commons.content.models import Item, Remark
from folkmoot.commons.content.passages import Passage
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic
from .pages import named

MOST_INCLUDED, MOST_DEEP, MOST_LETTERS = 40, 5, 600_000
LINK = re.compile(r'<a class="wikilink" href="/s/([\w-]{1,60})/wiki/page/([^"/#]{1,800})/(#[^"]*)?"([^>]*)>')
INCLUDE = re.compile(
    r'<section class="include"><a class="wikilink" href="/s/([\w-]{1,60})/wiki/page/([^"/#]{1,800})/"[^>]*>'
    r"(.*?)</a></section>",
    re.DOTALL,
)
Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page shows to one reader."""

    html: SafeString
    headings: list[logic.Heading] = field(default_factory=list)
    included: list[Item] = field(default_factory=list)


def names_in(html: str) -> list[tuple[str, str, bool]]:
    """The (space's slug, name, whether it is an include) that a rendered text links to."""
    found: dict[Name, bool] = {}
    for match in LINK.finditer(html):
        found.setdefault((match[1], unquote(match[2])), False)
    for match in INCLUDE.finditer(html):
        found[match[1], unquote(match[2])] = True
    return [(place, name, is_include) for (place, name), is_include in found.items()]


def read(viewer: Viewer, item: Item, *, remarks: Iterable[Remark] = (), with_anchors: bool = True) -> Reading:
    """The text of a (visible) page for this viewer. An include shows what the viewer may see of the other page,
    and looks the same for a page that is hidden as for one that is not there."""
    expansion = _Expansion(viewer)
    html = expansion.expand(_marked(item, remarks), item)
    html = _linked(viewer, html)
    headings: list[logic.Heading] = []
    if with_anchors:
        html, headings = logic.with_anchors(html)
    return Reading(mark_safe(html), headings, expansion.included)  # noqa: S308 - made of sanitised texts


def _marked(item: Item, remarks: Iterable[Remark]) -> str:
    open_remarks = [each for each in remarks if not each.is_orphan and each.comment.resolved_at is None]
    if not open_remarks:
        return item.html
    words = passages.words_of(item.html)
    spans = []
    for each in open_remarks[:100]:
        place = passages.locate(words.text, Passage(each.quote, each.before, each.after))
        if place is not None:
            spans.append((*place, to_text(each.pk)))
    return passages.mark(item.html, spans, words)


class _Expansion:
    """Puts other pages' texts in, level by level, so that each level costs two queries; never in a circle."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.included: list[Item] = []
        self.known: dict[Name, Item] = {}
        self.letters = 0

    def expand(self, html: str, item: Item) -> str:
        waiting, depth = self._names(html), 0
        while waiting and depth < MOST_DEEP:
            found = named(self.viewer, waiting)
            self.known |= found
            texts = "".join(each.html for each in found.values())
            waiting = [name for name in self._names(texts) if name not in self.known]
            depth += 1
        return self._put_in(html, (item.id,))

    def _names(self, html: str) -> list[Name]:
        return list(dict.fromkeys((match[1], unquote(match[2])) for match in INCLUDE.finditer(html)))

    def _put_in(self, html: str, above: tuple[int, ...]) -> str:
        def put(match: re.Match[str]) -> str:
            other = self.known.get((match[1], unquote(match[2])))
            link = match.group(0).removeprefix('<section class="include">').removesuffix("</section>")
            if other is None:
                return _note(_("There is no such page to show here:"), link)
            if other.id in above:
                return _note(_("This page would show itself here:"), link)
            is_too_much = len(self.included) >= MOST_INCLUDED or self.letters + len(other.html) > MOST_LETTERS
            if is_too_much or len(above) > MOST_DEEP:
                return _note(_("More pages than fit are shown here already:"), link)
            self.included.append(other)
            self.letters += len(other.html)
            inside = self._put_in(other.html, (*above, other.id))
            return f'<section class="include"><p class="include-from">{link}</p>{inside}</section>'

        return INCLUDE.sub(put, html)


def _note(words: str, link: str) -> str:
    return f'<section class="include is-missing"><p>{entities.escape(words)} {link}</p></section>'


def _linked(viewer: Viewer, html: str) -> str:
    """Links to pages lead straight there; those to no page this viewer sees offer to write it."""
    names = list(dict.fromkeys((match[1], unquote(match[2])) for match in LINK.finditer(html)))
    found = named(viewer, names)

    def link(match: re.Match[str]) -> str:
        place, name, heading = match[1], unquote(match[2]), match[3] or ""
        item = found.get((place, name))
        if item is None:
            url = reverse("wiki:by_name", args=[place, name])
            words = entities.escape(_("Not written yet"))
            return f'<a class="wikilink is-wanted" href="{entities.escape(url)}" title="{words}">'
        return f'<a class="wikilink" href="{entities.escape(kinds.kind("page").page_url(item))}{heading}">'

    return LINK.sub(link, html)
