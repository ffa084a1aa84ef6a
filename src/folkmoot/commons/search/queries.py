"""The reading door: what a viewer finds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from folkmoot.base import outbox
from folkmoot.base.web.statements import Given, Statement, ask
from folkmoot.commons.content import queries as content
from folkmoot.commons.content.models import ItemTag, Tag
from folkmoot.commons.content.queries.kept import Kept
from folkmoot.commons.people import queries as people
from folkmoot.commons.people.queries import PersonLine
from folkmoot.commons.spaces import queries as spaces
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from . import candidates, indexing, logic, results
from .asked import Asked
from .models import SavedSearch

MOST = 200  # candidates that are ranked: all there are, or the newest and those with the words in their title
PAGE = 20
NAMES = 40  # of each sort, to look for what may have been meant
OTHERS = 300  # people, spaces or tags that fit best, before it is asked who may be met


@dataclass(frozen=True, slots=True)
class Found:
    """A page of answers. `is_more` says that only the best `MOST` were counted."""

    hits: list[results.Hit] = field(default_factory=list)
    people: list[PersonLine] = field(default_factory=list)
    spaces: list[Space] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    count: int = 0
    is_more: bool = False
    kinds: list[tuple[str, int]] = field(default_factory=list)
    in_spaces: list[tuple[Space, int]] = field(default_factory=list)
    meant: str = ""


def search(viewer: Viewer, asked: Asked, *, at: datetime, page: int = 1, corrected: bool = True) -> Found:
    """What the viewer finds, best first.

    When nothing is found, what is near in spelling is searched instead, unless `corrected` is False.
    """
    head = outbox.head()
    found = _search(viewer, asked, head, at=at, page=page)
    if not corrected or found.count or found.people or found.spaces or found.tags or len(asked.words) < 3:
        return found
    meant = suggestion(viewer, asked.words)
    if not meant:
        return found
    return replace(_search(viewer, replace(asked, words=meant), head, at=at, page=page), meant=meant)


def suggestion(viewer: Viewer, words: str) -> str:
    """Words near to these in titles and names that the viewer may see; empty when there are none."""
    asked = [word for word in logic.words_of(words) if len(word) > 2]
    near = candidates.alike(viewer, asked) if asked and not logic.has_signs(words) else {}
    if not near:
        return ""
    seen = [word for word, is_seen in near.items() if is_seen]
    return logic.correction(words, [*seen, *_names_with(viewer, near.keys() - seen)])


def _names_with(viewer: Viewer, words: Iterable[str]) -> list[str]:
    """Names of people and spaces that the viewer may know, with any of these words."""
    query = _any_of([f"'{word}'" for word in sorted(words)])
    if not query:
        return []
    found = candidates.others(query, "", ["person", "space"], limit=NAMES)
    persons = _people(viewer, found["person"]).values() if found["person"] else ()
    known = _spaces(viewer, found["space"]).values() if found["space"] else ()
    return [each.name for each in (*persons, *known)]


def quick(viewer: Viewer, words: str, *, at: datetime) -> Found:
    """A few of each for the palette: people, spaces, and items by their title."""
    question = _question(words)
    query = question.title
    if not query:
        return Found()
    asked = Asked(words=words)
    near = candidates.newest(viewer, asked, candidates.TITLES, query, latest=question.latest, limit=40)
    ids = [id_ for _, _, id_ in _best(viewer, asked, near, query, at=at, what="item").shown][:7]
    items = content.visible_items(viewer).select_related("space").in_bulk(ids)
    return Found(
        hits=[results.Hit(items[id_]) for id_ in ids if id_ in items],
        **_others(viewer, question.written, query, ("people", "spaces"), 5),
    )


def saved_searches(viewer: Viewer) -> list[SavedSearch]:
    """The viewer's own, newest first."""
    if viewer.is_guest:
        return []
    return _SAVED.rows({"me": viewer.person_id})


_SAVED: Statement[SavedSearch] = Statement(
    lambda: SavedSearch.objects.filter(person_id=Given("me")).order_by("-saved_at")[:50]
)


@dataclass(frozen=True, slots=True)
class _Question:
    """What was asked, in PostgreSQL's terms; `latest` is the newest shelf of the index."""

    whole: str = ""  # in every language of the site, and as written
    begun: str = ""  # the same, or with the last word as the beginning of one; empty where that says nothing
    written: str = ""  # only as written
    title: str = ""  # as written and begun: the words of titles are indexed as they are
    latest: int | None = None


def _question(words: str) -> _Question:
    if not words.strip():
        return _Question()
    folded, prefix = logic.fold(words), logic.prefix_query(words)
    configs = sorted({indexing.STEMMED.get(code[:2], "simple") for code, _ in settings.LANGUAGES} | {"english"})
    asked = [(config, words) for config in configs] + [("simple", folded)]
    sql = f"""SELECT {", ".join(["websearch_to_tsquery(%s::regconfig, %s)::text"] * len(asked))},
        to_tsquery('simple', %s)::text, (SELECT max(shelf) FROM search_entry)"""  # noqa: S608
    [(*parts, begin, latest)] = ask(sql, [*(value for pair in asked for value in pair), prefix])
    whole = _any_of(parts)
    title = _any_of([parts[-1], begin])
    # One or two letters begin a large part of all words.
    is_long = len(logic.words_of(words)[-1]) > 2 if prefix else False
    return _Question(whole, _any_of([*parts, begin]) if whole and is_long else "", parts[-1], title, latest)


def _any_of(parts: Sequence[str]) -> str:
    return " | ".join(f"({part})" for part in dict.fromkeys(parts) if part)


def _search(viewer: Viewer, asked: Asked, head: str, *, at: datetime, page: int) -> Found:
    question = _question(asked.words)
    query = question.begun or question.whole
    if not query:
        return Found()
    # Filters speak of items; with one set, or on a later page, the other sorts are not what is looked for.
    is_plain = page == 1 and not (asked.space_id or asked.author_id or asked.tag or asked.since or asked.until)
    sorts = [name for name in _OTHERS if is_plain and asked.kind in ("", name)]
    others = _others(viewer, question.whole, question.begun, sorts, 60 if asked.kind else 4)
    if asked.kind in _OTHERS:
        return Found(**others)
    best = _ranking(viewer, asked, question, head, at=at, page=page)
    named = spaces.names_for(viewer, [space_id for space_id, _ in best.spaces])
    return Found(
        hits=results.hits(viewer, best.shown, query),
        count=best.count,
        is_more=best.count >= MOST,
        kinds=best.kinds,
        in_spaces=[(named[space_id], count) for space_id, count in best.spaces if space_id in named],
        **others,
    )


# For those who turn pages and come back: kept until anything happens on the site. What is shown is read anew.
_rankings: Kept["_Best"] = Kept(2000)


def forget_rankings() -> None:
    """This will have every search ranked anew (the bench)."""
    _rankings.clear()


def _ranking(viewer: Viewer, asked: Asked, question: "_Question", head: str, *, at: datetime, page: int) -> "_Best":
    key = (asked, page, viewer.clearance, viewer.space_ids, viewer.hidden_person_ids)
    if (kept := _rankings.get(key, head)) is not None:
        return kept
    best = _best(
        viewer, asked, _candidates(viewer, asked, question), question.begun or question.whole, at=at, page=page
    )
    _rankings.put(key, head, best)
    return best


def _candidates(viewer: Viewer, asked: Asked, question: "_Question") -> list[int]:
    def newest(matching: str, query: str, limit: int) -> list[int]:
        return candidates.newest(viewer, asked, matching, query, latest=question.latest, limit=limit)

    found = newest(candidates.WORDS, question.whole, MOST)
    if len(found) >= MOST:
        # Too many to rank them all: those with the words in their title must not be missed for being old.
        found += newest(candidates.TITLES, question.written, max(MOST // 2, 1))
    elif question.begun:
        # To look everywhere for words that begin so is dear; in most cases titles have what was meant.
        found += newest(candidates.TITLES, question.title, MOST)
        if len(found) < PAGE:
            found += newest(candidates.WORDS, question.begun, MOST)
    return found


# Each item once, by the best of its entries: how well words fit, a little for votes, a little for being fresh.
_BEST = f"""
WITH fit AS (
    SELECT e.what, e.target, e.item_id, i.kind, i.space_id,
        ts_rank('{{{{0.1, 0.3, 0.4, 1.0}}}}', e.vector, %(query)s::tsquery, 1)
        * (0.6 + 0.4 / (1 + greatest(date_part('epoch', %(at)s - e.at), 0) / 15552000))
        * (1 + ln(1 + greatest(i.score, 0)) / 6) AS merit
    FROM search_entry e JOIN content_item i ON i.id = e.item_id
    WHERE e.id = ANY(%(found)s) AND {content.VISIBLE}
        AND (i.root_id IS NULL OR EXISTS (
            SELECT FROM content_item r WHERE r.id = i.root_id AND r.state = 'published')){{still}}
), once AS (
    SELECT DISTINCT ON (item_id) * FROM fit ORDER BY item_id, merit DESC
), best AS (
    SELECT *, row_number() OVER (ORDER BY merit DESC, item_id DESC) AS place FROM once
    ORDER BY place LIMIT %(most)s
)
SELECT 'shown', what, target, item_id, place FROM best WHERE place > %(skip)s AND place <= %(skip)s + {PAGE}
UNION ALL SELECT 'kind', CASE WHEN what = 'file' THEN 'files' ELSE kind END, NULL, NULL, count(*) FROM best GROUP BY 2
UNION ALL SELECT 'space', '', NULL, space_id, count(*) FROM best WHERE space_id IS NOT NULL GROUP BY space_id
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class _Best:
    shown: Sequence[tuple[str, int, int]] = ()
    kinds: list[tuple[str, int]] = field(default_factory=list)
    spaces: Sequence[tuple[int, int]] = ()

    @property
    def count(self) -> int:
        return sum(number for _, number in self.kinds)


def _best(
    viewer: Viewer, asked: Asked, found: Sequence[int], query: str, *, at: datetime, page: int = 1, what: str = ""
) -> _Best:
    """A page of the candidates that the viewer may see now, best first, and how many there are of each sort. Rights
    are joined here, live."""
    if not found:
        return _Best()
    values = {"found": list(found), "query": query, "at": at, "most": MOST, "skip": (page - 1) * PAGE}
    still = "".join(f" AND {each}" for each in _still(asked, what, values))
    parts: dict[str, list[tuple[int, Any]]] = {"shown": [], "kind": [], "space": []}
    for part, word, target, id_, number in ask(_BEST.format(still=still), values | content.visible_values(viewer)):
        parts[part].append((number, {"shown": (word, target, id_), "kind": word, "space": id_}[part]))
    shown, kinds, in_spaces = (sorted(parts[part], key=itemgetter(0)) for part in parts)
    return _Best(
        shown=[each for _, each in shown],
        kinds=[(name, number) for number, name in reversed(kinds)],
        spaces=[(space_id, number) for number, space_id in reversed(in_spaces)][:6],
    )


def _still(asked: Asked, what: str, values: dict[str, Any]) -> list[str]:
    """What was asked for besides the words, of the items as they are now."""
    filters = {
        "what": what,
        "kind": asked.kind if asked.kind != "files" else "",
        "space": asked.space_id,
        "author": asked.author_id,
    }
    columns = {"what": "e.what", "kind": "i.kind", "space": "i.space_id", "author": "i.author_id"}
    values |= filters
    return [f"{columns[name]} = %({name})s" for name, value in filters.items() if value]


def _others(viewer: Viewer, whole: str, begun: str, sorts: Sequence[str], limit: int) -> dict[str, Any]:
    """People, spaces and tags that the viewer may know, the best `limit` of each of the sorts."""
    found = candidates.others(whole, begun, [_OTHERS[name][0] for name in sorts], limit=OTHERS)
    shown: dict[str, Any] = {}
    for name in sorts:
        what, known = _OTHERS[name]
        shown[name] = _first(viewer, found[what], known, limit)
    return shown


def _first(viewer: Viewer, ids: list[int], known: "_Known", limit: int) -> list[Any]:
    """The first of these whom the viewer may know. The others are only asked for when the best fits are not
    enough."""
    shown: list[Any] = []
    for part in (ids[: limit * 5], ids[limit * 5 :]):
        if part and len(shown) < limit:
            by_id = known(viewer, part)
            shown += [by_id[each] for each in part if each in by_id]
    return shown[:limit]


def _people(viewer: Viewer, ids: list[int]) -> dict[int, PersonLine]:
    return {line.id: line for line in people.lines_of(people.visible_people(viewer).filter(pk__in=ids))}


def _listed_spaces(viewer: Viewer) -> QuerySet[Space]:
    return spaces.visible_spaces(viewer).filter(Q(is_listed=True) | Q(pk__in=viewer.space_ids))


def _spaces(viewer: Viewer, ids: list[int]) -> dict[int, Space]:
    return _listed_spaces(viewer).in_bulk(ids)


def _tags(viewer: Viewer, ids: list[int]) -> dict[int, Tag]:
    """Tags that stand on something the viewer may see: a word used only behind closed doors stays there."""
    uses = ItemTag.objects.filter(tag=OuterRef("pk"), item__in=content.visible_items(viewer))
    return Tag.objects.filter(Exists(uses)).in_bulk(ids)


# Each sort: its name in the index, and how to get those of them whom a viewer may know.
_Known = Callable[[Viewer, list[int]], Mapping[int, Any]]
_OTHERS: dict[str, tuple[str, _Known]] = {
    "people": ("person", _people),
    "spaces": ("space", _spaces),
    "tags": ("tag", _tags),
}
