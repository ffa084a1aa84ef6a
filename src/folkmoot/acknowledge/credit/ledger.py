"""From events to lines: what the subscriber and a replay of the log both do. Reading the log again adds nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from folkmoot.base.outbox import Event
from folkmoot.commons.content import deeds
from folkmoot.commons.content.deeds import Deed
from folkmoot.commons.content.models import Item

from .models import Line

Who = tuple[int | None, int | None]  # A person, or an alias.


def append(events: Sequence[Event]) -> dict[int, datetime]:
    """This will add the lines that these events earn, in their order; the people who got one.

    An event that takes back deeds is written after all that came before it, which it may speak of.
    """
    authors = _authors(events)
    waiting: list[Line] = []
    people: dict[int, datetime] = {}
    for event in events:
        made = [line for deed in deeds.deeds_of(event) for line in _lines(event, deed, authors)]
        for place, line in enumerate(made):
            line.place = place
            if line.person is not None:
                people[line.person] = max(event.at, people.get(line.person, event.at))
        waiting += made
        undone = deeds.taken_back_by(event)
        if undone:
            _write(waiting)
            waiting = []
            _take_back(event, undone, authors, first_place=len(made))
    _write(waiting)
    return people


def _write(lines: Iterable[Line]) -> None:
    Line.objects.bulk_create(lines, ignore_conflicts=True, batch_size=500)


def _authors(events: Iterable[Event]) -> dict[int, Who]:
    """Who wrote the items that deeds of these events point at, in one query."""
    wanted: set[int] = set()
    for event in events:
        for deed in (*deeds.deeds_of(event), *deeds.taken_back_by(event)):
            if deed.whose == "author" and (item := _item(event, deed)) is not None:
                wanted.add(item)
    if not wanted:
        return {}
    rows = Item.objects.filter(pk__in=wanted).values_list("pk", "author_id", "alias_id")
    return {pk: (author, alias) for pk, author, alias in rows}


def _item(event: Event, deed: Deed) -> int | None:
    if deed.where in ("item", "root"):
        return getattr(event, deed.where)  # type: ignore[no-any-return]
    found = event.data.get(deed.where)
    return found if isinstance(found, int) else None


def _whose(event: Event, deed: Deed, authors: dict[int, Who]) -> list[Who]:
    if callable(deed.whose):
        return [(person, None) for person in dict.fromkeys(deed.whose(event))]
    if deed.whose == "actor":
        return [(event.actor, event.alias)]
    if deed.whose == "person":
        return [(event.person, None)]
    return [authors.get(_item(event, deed) or 0, (None, None))]


def _lines(event: Event, deed: Deed, authors: dict[int, Who]) -> list[Line]:
    found = []
    item = _item(event, deed)
    for person, alias in _whose(event, deed, authors):
        is_own_praise = deed.is_received and (person, alias) == (event.actor, event.alias)
        if (person is None and alias is None) or is_own_praise:
            continue
        found.append(
            Line(
                event=event.id, verb=deed.verb, person=person, alias=alias,
                giver=event.actor if deed.is_received and event.actor != person else None,
                is_received=deed.is_received, item=item,
                through=event.item if event.item != item and deed.where != "root" else None,
                space=event.space, at=event.at,
            )
        )  # fmt: skip
    return found


def _take_back(event: Event, undone: Sequence[Deed], authors: dict[int, Who], *, first_place: int) -> None:
    if Line.objects.filter(event=event.id, takes_back__isnull=False).exists():
        return
    place = first_place
    for deed in undone:
        item = _item(event, deed)
        if item is None:
            continue
        lines = Line.objects.filter(item=item, verb=deed.verb, at__lte=event.at)
        gone = set(lines.filter(takes_back__isnull=False).values_list("takes_back", flat=True))
        standing = [
            line for line in lines.filter(takes_back__isnull=True).order_by("-at", "-id") if line.pk not in gone
        ]
        for line in [each for each in standing if each.event == standing[0].event]:
            Line.objects.create(
                event=event.id, place=place, verb=line.verb, person=line.person, alias=line.alias, giver=line.giver,
                is_received=line.is_received, item=line.item, through=line.through, space=line.space,
                takes_back=line.pk, at=event.at,
            )  # fmt: skip
            place += 1
