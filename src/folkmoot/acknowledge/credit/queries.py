"""The reading door: the ledger and what follows from it, for a viewer, who learns only of deeds they may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.text import Truncator

from folkmoot.base.ids import to_text
from folkmoot.base.web.paging import Page, page_of
from folkmoot.commons.content import deeds, kinds, voices
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.deeds import Deed
from folkmoot.commons.content.models import Alias, Item, Tag
from folkmoot.commons.people import queries as people
from folkmoot.commons.people.models import Person
from folkmoot.commons.people.queries import PersonLine
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.queries import visible_spaces
from folkmoot.commons.spaces.viewer import Viewer

from . import badges, logic, signing
from .models import Award, Badge, Line, Origin, SigningKey, Standing

LEAST_TELLING = 2
PAGE = 25


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger as it is shown. Without `url` and `title`, what it points at is not shown any more."""

    line: Line
    deed: Deed | None
    title: str = ""
    url: str = ""
    kind: Any = ""
    through_title: str = ""
    through_url: str = ""
    person: PersonLine | None = None
    alias: str = ""

    @property
    def label(self) -> Any:
        return self.deed.label if self.deed is not None else self.line.verb

    @property
    def icon(self) -> str:
        return self.deed.icon if self.deed is not None else "sparkles"


@dataclass(frozen=True, slots=True)
class Topic:
    name: str
    score: float

    @property
    def steps(self) -> int:
        return logic.steps(self.score)


@dataclass(frozen=True, slots=True)
class Shown:
    """A badge somebody has, with its picture."""

    award: Award
    name: Any
    about: Any
    icon: str
    tone: str
    family: str
    key: str

    @property
    def award_key(self) -> str:
        return to_text(self.award.pk)

    @property
    def outline(self) -> str:
        return badges.outline(self.family)


def deed_named(verb: str) -> Deed | None:
    return next((deed for deed in deeds.deeds() if deed.verb == verb), None)


def visible_lines(viewer: Viewer) -> QuerySet[Line]:
    """Every line that holds and whose deed, and what it was taken up in, the viewer may see."""
    items = contents.visible_items(viewer)
    open_verbs = [deed.verb for deed in deeds.deeds() if deed.audience <= viewer.clearance]
    shown = (
        Exists(items.filter(pk=OuterRef("item")))
        | Q(item__isnull=True, space__in=visible_spaces(viewer).values("pk"))
        | Q(item__isnull=True, space__isnull=True, verb__in=open_verbs)
    )
    return _standing(viewer).filter(shown)


def _standing(viewer: Viewer) -> QuerySet[Line]:
    through = Q(through__isnull=True) | Exists(contents.visible_items(viewer).filter(pk=OuterRef("through")))
    taken_back = Line.objects.filter(takes_back=OuterRef("pk"))
    return Line.objects.filter(through, ~Exists(taken_back), takes_back__isnull=True)


def lines_of(viewer: Viewer, person_id: int, *, verb: str = "", after: str = "") -> Page:
    """Somebody's deeds under their name, newest first; of their own they see also what nobody is shown any more."""
    lines = _lines_of(viewer, person_id)
    page = page_of(lines.filter(verb=verb) if verb else lines, by="at", after=after, size=PAGE)
    return Page(entries(viewer, page.rows), page.after)


def sums_of(viewer: Viewer, person_id: int) -> list[tuple[Deed, int]]:
    """How many deeds of each sort the viewer may see, the most telling first."""
    counted = _lines_of(viewer, person_id).values_list("verb").annotate(n=Count("pk"))
    found = [(deed, count) for verb, count in counted if (deed := deed_named(verb)) is not None]
    return sorted(found, key=lambda pair: (-pair[0].weight, pair[0].verb))


def _lines_of(viewer: Viewer, person_id: int) -> QuerySet[Line]:
    lines = _standing(viewer) if viewer.person_id == person_id else visible_lines(viewer)
    return lines.filter(person=person_id)


def aliases_of_mine(viewer: Viewer) -> list[Entry]:
    """What the viewer did under aliases: for their own eyes, and in no file they take along."""
    mine = voices.my_alias_ids(viewer)
    if not mine:
        return []
    return entries(viewer, visible_lines(viewer).filter(alias__in=mine).order_by("-at", "-id")[:PAGE])


def recent(viewer: Viewer, *, after: str = "") -> Page:
    """What others took up of somebody's work lately, wherever the viewer may look; without who joined in thanks."""
    telling = [deed.verb for deed in deeds.deeds() if deed.is_received and deed.weight >= LEAST_TELLING]
    lines = visible_lines(viewer).filter(is_received=True, person__isnull=False, verb__in=telling)
    if viewer.hidden_person_ids:
        lines = lines.exclude(person__in=viewer.hidden_person_ids)
    page = page_of(lines, by="at", after=after, size=PAGE)
    return Page(entries(viewer, page.rows, with_people=True), page.after)


def trail_of(viewer: Viewer, item: Item) -> list[Entry]:
    """Everybody who had a part in an item, oldest first: also in what was merged into it or is said under it."""
    merged = Item.objects.filter(duplicate_of=item.pk).values("pk")
    under = Item.objects.filter(root=item.pk).values("pk")
    lines = visible_lines(viewer).filter(Q(item=item.pk) | Q(item__in=merged) | Q(item__in=under, is_received=True))
    if viewer.hidden_person_ids:
        lines = lines.exclude(person__in=viewer.hidden_person_ids)
    return entries(viewer, lines.order_by("at", "id")[:200], with_people=True)


def origins_of(viewer: Viewer, item: Item) -> list[tuple[Origin, Item]]:
    """What an item builds on, as far as the viewer may see it."""
    return _visible_ends(viewer, Origin.objects.filter(item=item).order_by("at"), "of_id")


def built_on(viewer: Viewer, item: Item) -> list[tuple[Origin, Item]]:
    """What others built on an item, as far as the viewer may see it."""
    return _visible_ends(viewer, Origin.objects.filter(of=item).order_by("-at")[:50], "item_id")


def _visible_ends(viewer: Viewer, origins: Iterable[Origin], end: str) -> list[tuple[Origin, Item]]:
    listed = list(origins)
    items = contents.visible_items(viewer).select_related("root").in_bulk([getattr(each, end) for each in listed])
    return [(each, items[getattr(each, end)]) for each in listed if getattr(each, end) in items]


def entries(viewer: Viewer, lines: Iterable[Line], *, with_people: bool = False) -> list[Entry]:
    """Lines (which the caller got from this room) with what they point at, in a fixed number of queries."""
    listed = list(lines)
    ids = {pk for line in listed for pk in (line.item, line.through) if pk is not None}
    items = contents.visible_items(viewer).select_related("root").in_bulk(ids) if ids else {}
    spaces = {line.space for line in listed if line.item is None and line.space is not None}
    places = visible_spaces(viewer).in_bulk(spaces) if spaces else {}
    names = people.names_for(line.person for line in listed) if with_people else {}
    aliases = {line.alias for line in listed if line.alias is not None}
    labels = dict(Alias.objects.filter(pk__in=aliases).values_list("pk", "label")) if aliases else {}
    by_verb = {deed.verb: deed for deed in reversed(deeds.deeds())}
    return [
        Entry(
            line, by_verb.get(line.verb), person=names.get(line.person or 0), alias=labels.get(line.alias or 0, ""),
            **_pointing(items.get(line.item or 0), places.get(line.space or 0) if line.item is None else None),
            **{f"through_{name}": text for name, text in _named(items.get(line.through or 0)).items()},
        )
        for line in listed
    ]  # fmt: skip


def _pointing(item: Item | None, space: Space | None) -> dict[str, Any]:
    if space is not None:
        return {"title": space.name, "url": f"/s/{space.slug}/"}
    return _named(item) | ({"kind": kinds.kind(item.kind).label} if item is not None else {})


def _named(item: Item | None) -> dict[str, str]:
    if item is None:
        return {}
    title = (
        item.title
        or (item.root.title if item.root is not None else "")
        or Truncator(item.excerpt).words(16, truncate="…")
        or "…"
    )
    return {"title": title, "url": kinds.kind(item.kind).page_url(item)}


def standing_of(viewer: Viewer, person_id: int) -> tuple[Topic | None, list[Topic]]:
    """Somebody's reputation all in all and by topic, from deeds of which the viewer could know."""
    field = ("for_public", "for_signed_in", "for_employees")[min(viewer.clearance, 2)]
    rows = Standing.objects.filter(person_id=person_id, **{f"{field}__gte": 0.5}).order_by(f"-{field}")[:13]
    found = list(rows.values_list("tag_id", "tag__name", field))
    whole = next((Topic("", score) for tag, _name, score in found if tag is None), None)
    return whole, [Topic(name, score) for tag, name, score in found if tag is not None][:12]


def awards_of(viewer: Viewer, person_id: int) -> list[Shown]:
    """The badges of somebody that the viewer may see: not the hidden ones of others, nor those won by deeds of which
    the viewer could not know."""
    awards = Award.objects.filter(person_id=person_id).select_related("badge").order_by("-at")
    if viewer.person_id != person_id:
        awards = awards.filter(is_hidden=False, audience__lte=viewer.clearance)
    return [shown for award in awards if (shown := _shown(award)) is not None]


def _shown(award: Award) -> Shown | None:
    if award.badge is not None:
        badge = award.badge
        key = to_text(badge.pk)
        return Shown(award, badge.name, award.reason or badge.about, badge.icon, badge.tone, "given", key)
    rule = badges.RULES.get(award.rule)
    return None if rule is None else Shown(award, rule.name, rule.about, rule.icon, rule.tone, rule.family, rule.key)


def holders(viewer: Viewer, key: str) -> list[Person]:
    """The people the viewer may meet who have a badge and show it, by name."""
    awards = Award.objects.filter(is_hidden=False, audience__lte=viewer.clearance)
    awards = awards.filter(rule=key) if key in badges.RULES else awards.filter(badge_id=badge_id_of(key))
    held = people.visible_people(viewer).filter(pk__in=awards.values("person_id"))
    return list(held.select_related("picture").order_by("sort_name", "pk")[:300])


def badge_id_of(key: str) -> int | None:
    from folkmoot.base.ids import from_text

    try:
        return from_text(key)
    except ValueError:
        return None


def given_badges() -> list[Badge]:
    """Badges that are given by hand, by name."""
    return list(Badge.objects.filter(retired_at=None).order_by("name")[:200])


def signing_keys() -> list[SigningKey]:
    """Every public key that ever signed here, the one in force first."""
    return list(SigningKey.objects.order_by("-made_at"))


def topics_named(names: Iterable[str]) -> list[Tag]:
    return list(Tag.objects.filter(name__in=list(names)))


def record_of(viewer: Viewer, *, scope: str, at: datetime) -> dict[str, Any]:
    """What a person takes along, in the shape that is signed: whole numbers and texts only.

    With scope "public" only deeds that everybody on the internet may see; else all under their name, but titles and
    addresses only of what everybody may see: a file travels.
    """
    from folkmoot.commons.spaces.viewer import GUEST

    person = Person.objects.get(pk=viewer.person_id)
    seen_by = GUEST if scope == "public" else viewer
    lines = visible_lines(GUEST).filter(person=person.pk) if scope == "public" else _lines_of(seen_by, person.pk)
    told: list[dict[str, Any]] = []
    sums: dict[str, int] = {}
    with translation.override("en"):
        for entry in entries(GUEST, lines.order_by("at", "id")):
            sums[entry.line.verb] = sums.get(entry.line.verb, 0) + 1
            fact: dict[str, Any] = {
                "deed": entry.line.verb,
                "says": str(entry.label),
                "at": entry.line.at.astimezone(UTC).isoformat(timespec="seconds"),
            }
            if entry.url:
                fact |= {"title": entry.title, "url": settings.SITE_URL + entry.url}
            told.append(fact)
    return {
        "format": signing.FORMAT,
        "site": settings.SITE_URL,
        "person": {"name": person.name, "username": person.username},
        "scope": "public" if scope == "public" else "all",
        "made_at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "sums": sums,
        "lines": told,
    }


def own_rows(person_id: int) -> list[dict[str, Any]]:
    """For the export of one's own data: the lines under one's name and one's badges."""
    lines = Line.objects.filter(person=person_id).order_by("at").values("verb", "item", "space", "takes_back", "at")
    awards = Award.objects.filter(person_id=person_id).values("rule", "badge__name", "reason", "at", "is_hidden")
    return [dict(row) for rows in (lines, awards) for row in rows]
