"""Kudos: the wall, a person's, a team's; the private ones for their two ends."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from folkmoot.base.web.paging import Page, page_of
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.queries import visible_items
from folkmoot.commons.people.logic import sort_name
from folkmoot.commons.people.models import Unit
from folkmoot.commons.people.queries import PersonLine, lines_of, names_for, visible_people
from folkmoot.commons.spaces.viewer import Viewer

from ..models import Joined, Kudos, Recipient, Value


@dataclass(frozen=True, slots=True)
class KudosExtra:
    """What a kudos' card shows besides its text. `points` is to each, with what others added; None when hidden."""

    recipients: tuple[PersonLine, ...]
    team_name: str
    unit_id: int | None
    value: str
    value_icon: str
    deed_words: str
    points: int | None
    joined: tuple[PersonLine, ...]
    joined_count: int
    person_ids: tuple[int, ...]

    @property
    def shown_recipients(self) -> tuple[PersonLine, ...]:
        return self.recipients[:3] if self.team_name else self.recipients


def extras(items: Sequence[Item]) -> dict[int, KudosExtra]:
    """Whom (visible) kudos thank for what. Four queries for however many."""
    rows = {
        kudos.item_id: kudos
        for kudos in Kudos.objects.filter(item_id__in=[item.id for item in items]).select_related("value")
    }
    ids = [kudos.id for kudos in rows.values()]
    to: dict[int, list[int]] = defaultdict(list)
    for kudos_id, person_id in Recipient.objects.filter(kudos__in=ids).order_by("id").values_list("kudos", "person"):
        to[kudos_id].append(person_id)
    added: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for kudos_id, by, points in (
        Joined.objects.filter(kudos__in=ids).order_by("id").values_list("kudos", "by", "points")
    ):
        added[kudos_id].append((by, points))
    names = names_for(
        [each for group in to.values() for each in group] + [by for group in added.values() for by, _ in group]
    )
    found = {}
    for item_id, kudos in rows.items():
        more = added[kudos.id]
        found[item_id or 0] = KudosExtra(
            recipients=tuple(names[each] for each in to[kudos.id] if each in names),
            team_name=kudos.team_name,
            unit_id=kudos.unit_id,
            value=kudos.value.name if kudos.value else "",
            value_icon=kudos.value.icon if kudos.value else "",
            deed_words=kudos.deed_words,
            points=None if kudos.hides_points else kudos.points + sum(points for _, points in more),
            joined=tuple(names[by] for by, _ in more[-5:] if by in names),
            joined_count=len(more),
            person_ids=tuple(each for each in to[kudos.id] if each),
        )
    return found


def visible_kudos(viewer: Viewer) -> QuerySet[Item]:
    """The kudos a viewer may read, as items."""
    return visible_items(viewer).filter(kind="kudos", root__isnull=True)


def kudos_page(
    viewer: Viewer, *, value_id: int | None = None, after: str = "", of_person: int | None = None,
    by_person: int | None = None, unit_id: int | None = None,
) -> Page:  # fmt: skip
    """One page of the wall, newest first, perhaps only those for one value, person or team."""
    found = visible_kudos(viewer)
    chosen = Kudos.objects.filter(is_private=False)
    if value_id is not None:
        found = found.filter(id__in=chosen.filter(value_id=value_id).values("item"))
    if unit_id is not None:
        found = found.filter(id__in=chosen.filter(unit_id=unit_id).values("item"))
    if of_person is not None:
        found = found.filter(
            id__in=Recipient.objects.filter(person_id=of_person, kudos__is_private=False).values("kudos__item")
        )
    if by_person is not None:
        found = found.filter(id__in=chosen.filter(giver_id=by_person).values("item"))
    return page_of(found, by="published_at", after=after, size=20)


def thanks_for(viewer: Viewer, item_id: int, *, most: int = 200) -> list[int]:
    """The kudos, as ids of their items, that thank for this item and that the viewer may read."""
    about = Kudos.objects.filter(deed_id=item_id, is_private=False, item__isnull=False)
    found = visible_kudos(viewer).filter(pk__in=about.values("item_id")).order_by("pk")
    return list(found.values_list("pk", flat=True)[:most])


def kudos_of(item: Item) -> Kudos | None:
    """The row behind a (visible) item."""
    return Kudos.objects.filter(item_id=item.id).select_related("value").first()


def has_joined(viewer: Viewer, kudos: Kudos) -> bool:
    return Joined.objects.filter(kudos=kudos, by_id=viewer.person_id).exists()


@dataclass(frozen=True, slots=True)
class PrivateKudos:
    kudos: Kudos
    giver: PersonLine | None
    to: PersonLine | None
    deed: Item | None
    is_mine: bool


def _private(viewer: Viewer) -> QuerySet[Kudos]:
    """Those the viewer gave or got, and nobody else's."""
    if viewer.is_guest:
        return Kudos.objects.none()
    mine = Recipient.objects.filter(person_id=viewer.person_id).values("kudos")
    found = Kudos.objects.filter(Q(giver_id=viewer.person_id) | Q(pk__in=mine), is_private=True)
    return found.exclude(Q(giver_id__in=viewer.hidden_person_ids)).select_related("value")


def private_kudos(viewer: Viewer, kudos_id: int) -> PrivateKudos:
    """One private kudos for its giver or recipient; raises Kudos.DoesNotExist for everybody else."""
    return _as_private(viewer, [_private(viewer).get(pk=kudos_id)])[0]


def private_kudos_of(viewer: Viewer, *, limit: int = 50) -> list[PrivateKudos]:
    """What the viewer gave and got in private, newest first."""
    return _as_private(viewer, list(_private(viewer).order_by("-given_at", "-id")[:limit]))


def _as_private(viewer: Viewer, rows: list[Kudos]) -> list[PrivateKudos]:
    to = dict(Recipient.objects.filter(kudos__in=rows).values_list("kudos", "person"))
    names = names_for([*to.values(), *(row.giver_id for row in rows)])
    # The deed is asked for anew: it may be hidden from this reader by now.
    deeds = visible_items(viewer).in_bulk([row.deed_id for row in rows if row.deed_id])
    return [
        PrivateKudos(
            row, names.get(row.giver_id or 0), names.get(to.get(row.id) or 0), deeds.get(row.deed_id or 0),
            row.giver_id == viewer.person_id,
        )
        for row in rows
    ]  # fmt: skip


def values(*, with_retired: bool = False) -> list[Value]:
    found = Value.objects.order_by("position", "name")
    return list(found if with_retired else found.filter(retired_at__isnull=True))


def colleagues_named(viewer: Viewer, words: str, *, limit: int = 12) -> list[PersonLine]:
    """Those who work here, whom the viewer may meet, and whose name or user name begins so."""
    start = sort_name(words)
    if viewer.clearance < 2 or not start:
        return []
    begins = Q(username__startswith=start) | Q(sort_name__startswith=start) | Q(sort_name__contains=f" {start}")
    return lines_of(visible_people(viewer).filter(begins, is_employee=True).order_by("sort_name", "id")[:limit])


def teams(viewer: Viewer) -> list[Unit]:
    """The teams one can thank, for those who work here."""
    if viewer.clearance < 2:
        return []
    return list(Unit.objects.order_by("name")[:500])
