"""Answers as they are shown: what was found, with the words that were looked for marked in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from folkmoot.base.web.render import render_to_string
from folkmoot.base.web.statements import AnyOf, Statement, ask
from folkmoot.commons.content import kinds
from folkmoot.commons.content import queries as content
from folkmoot.commons.content.fragments import Fragment, fragment
from folkmoot.commons.content.models import Attachment, Item
from folkmoot.commons.content.queries.kept import Kept
from folkmoot.commons.spaces.viewer import Viewer

from . import indexing, logic

_TEMPLATE = "search/result.html"
_NOTHING = SafeString("")


class Place(NamedTuple):
    """The community of an answer, as it is named beside it."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One item that was found, with its excerpt; `root` is what it stands under, `file` the file that was found."""

    item: Item
    title: SafeString = _NOTHING
    excerpt: SafeString = _NOTHING
    byline: str = ""  # who says so: the name or the alias under which it was said
    space: "Place | None" = None
    root: Item | None = None
    file: Attachment | None = None

    @property
    def kind(self) -> kinds.Kind:
        return kinds.kind(self.item.kind)

    @property
    def url(self) -> str:
        return self.kind.page_url(self.item)

    @property
    def html(self) -> SafeString:
        """The answer as a line of the list, drawn once for everybody but for what is marked in it."""
        key = (
            _TEMPLATE, self.item.id, self.item.version, self.byline, get_language(), get_current_timezone_name(),
            self.space,
            str(self.root) if self.root is not None else None,
            self.file.file.name if self.file is not None else None,
        )  # fmt: skip
        drawn = fragment(key, lambda: Fragment(render_to_string(_TEMPLATE, {"hit": self})))
        return mark_safe(drawn.fill({"title": self.title, "excerpt": self.excerpt}))  # noqa: S308 - escaped by `marked`


_SHOWN: Statement[tuple[Any, ...]] = Statement(
    lambda: (
        content.visible_items_given()
        .filter(id=AnyOf("ids"))
        .values_list("id", "version", "author__name", "alias__label", "space__slug", "space__name")
    )
)
_ROOTS: Statement[tuple[int, int]] = Statement(
    lambda: content.visible_items_given().filter(id=AnyOf("ids")).values_list("id", "version")
)


def hits(viewer: Viewer, found: Sequence[tuple[str, int, int]], query: str) -> list[Hit]:
    """What was found (an "item" or a "file", its number, and the item's), in the same order, as far as the viewer may
    see it now."""
    ids = [item_id for _, _, item_id in found]
    if not ids:
        return []
    rights = content.visible_values(viewer)
    shown = {row[0]: row[1:] for row in _SHOWN.rows({"ids": ids, **rights})}
    items = _readable(viewer, {id_: row[0] for id_, row in shown.items()})
    under = [item.root_id for item in items.values() if item.root_id]
    roots = _readable(viewer, dict(_ROOTS.rows({"ids": under, **rights}))) if under else {}
    of_files = [target for what, target, _ in found if what == "file"]
    files = Attachment.objects.select_related("file").in_bulk(of_files) if of_files else {}
    marked = _marked(items.values(), query)
    answers = []
    for what, target, id_ in found:
        if (item := items.get(id_)) is not None:
            _, name, alias, slug, place = shown[id_]
            answers.append(
                Hit(
                    item=item,
                    title=marked[id_][0],
                    excerpt=marked[id_][1],
                    byline=name or alias or "",
                    space=Place(slug, place) if slug else None,
                    root=roots.get(item.root_id) if item.root_id else None,
                    file=files.get(target) if what == "file" else None,
                )
            )
    return answers


def _readable(viewer: Viewer, versions: Mapping[int, int]) -> dict[int, Item]:
    return {item.id: item for item in content.whole_of(viewer, versions)}


_OPTIONS = f"StartSel={logic.START}, StopSel={logic.STOP}"
# Where a block ends there is a space; a link or an emphasis ends within the sentence.
_BLOCKS = r"</?(p|li|ul|ol|h[1-6]|br|tr|t[dh]|pre|div|blockquote)\M[^>]*>"
_PLAIN = f"regexp_replace(regexp_replace(left(i.html, 40000), '{_BLOCKS}', ' ', 'g'), '<[^>]*>', '', 'g')"
_HEADLINES = f"""SELECT i.id,
    ts_headline({indexing.CONFIG}, i.title, %(query)s::tsquery, '{_OPTIONS}, HighlightAll=true'),
    ts_headline({indexing.CONFIG}, {_PLAIN}, %(query)s::tsquery,
        '{_OPTIONS}, MaxFragments=2, MaxWords=24, MinWords=10, FragmentDelimiter=" … "')
    FROM content_item i WHERE i.id = ANY(%(ids)s)"""  # noqa: S608 - only our own words


# What is looked for often, and what is on a page that one comes back to.
_kept: Kept[tuple[SafeString, SafeString]] = Kept(4_000_000, lambda marks: 300 + len(marks[0]) + len(marks[1]))


def _marked(items: Iterable[Item], query: str) -> dict[int, tuple[SafeString, SafeString]]:
    """Title and excerpt with the found words marked, from the texts as they are now."""
    versions = {item.pk: item.version for item in items}
    found = {
        id_: marks for id_, version in versions.items() if (marks := _kept.get((query, id_), version)) is not None
    }
    missing = [id_ for id_ in versions if id_ not in found]
    for id_, title, text in ask(_HEADLINES, {"query": query, "ids": missing}) if missing else ():
        found[id_] = (logic.marked(title), logic.marked(text))
        _kept.put((query, id_), versions[id_], found[id_])
    return found
