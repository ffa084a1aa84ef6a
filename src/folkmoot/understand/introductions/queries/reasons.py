"""Why somebody could be worth meeting, from what the viewer may read of them anyway."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from folkmoot.base.web.statements import ask
from folkmoot.commons.content import kinds
from folkmoot.commons.content.models import Item, TagFollow
from folkmoot.commons.content.queries import VISIBLE, visible_items, visible_values
from folkmoot.commons.people.audiences import Audience
from folkmoot.commons.people.models import Person, PersonSkill
from folkmoot.commons.spaces.models import Membership, Space
from folkmoot.commons.spaces.viewer import Viewer

READS, TOPICS, PLACES, ASKS = 2, 4, 2, 3
LATEST = 30  # Of each person's items: whoever writes much is not read whole.


@dataclass(frozen=True, slots=True)
class Read:
    """Something to read of theirs."""

    title: str
    url: str
    kind: str


@dataclass(frozen=True, slots=True)
class Place:
    """A space in which both are."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """What speaks for meeting one person. topics: what both care about. asks: what else they can be asked about."""

    topics: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    reads: tuple[Read, ...] = ()


def reasons(viewer: Viewer, others: Sequence[int]) -> dict[int, Reasons]:
    """Of each of them; however many, the same number of queries."""
    topics, asks = _topics(viewer, others)
    places, reads = _places(viewer, others), _reads(viewer, others)
    return {
        pk: Reasons(topics[pk], asks[pk], tuple(places.get(pk, ())[:PLACES]), tuple(reads.get(pk, ())))
        for pk in others
    }


def _topics(viewer: Viewer, others: Sequence[int]) -> tuple[dict[int, tuple[str, ...]], dict[int, tuple[str, ...]]]:
    """What both say of themselves or write about, or the viewer follows; and what the others want to be asked about.

    Of the others as far as the viewer may read it; which tags they follow is theirs alone.
    """
    everybody = [*others, viewer.person_id]
    may_read = Q(profile_audience=None) | Q(profile_audience__lte=viewer.clearance) | Q(pk=viewer.person_id)
    said: dict[int, dict[str, str]] = {pk: {} for pk in everybody if pk is not None}
    offered: dict[int, list[str]] = {}
    people = Person.objects.filter(may_read, pk__in=everybody)
    for pk, interests, asks in people.values_list("pk", "interests", "ask_me_about"):
        said[pk] = {word.casefold(): word for word in [*asks, *interests]}
        offered[pk] = asks
    skills = PersonSkill.objects.filter(person__in=people.values("pk")).values_list("person_id", "skill__name")
    for pk, word in [*skills, *_written_about(viewer, list(said))]:
        said[pk].setdefault(word.casefold(), word)
    followed = TagFollow.objects.filter(person=viewer.person_id).values_list("tag__name", flat=True)
    own = {*said.get(viewer.person_id or 0, {}), *(name.casefold() for name in followed)}
    topics = {pk: tuple(word for key, word in said[pk].items() if key in own)[:TOPICS] for pk in others}
    return topics, {
        pk: tuple(word for word in offered.get(pk, ()) if word.casefold() not in own)[:ASKS] for pk in others
    }


# Tags of what each of some people took part in last, in places where the viewer reads it.
_WRITTEN_ABOUT = f"""
    SELECT DISTINCT author.id, t.name FROM unnest(%(people)s) AS author(id)
    CROSS JOIN LATERAL (
        SELECT coalesce(i.root_id, i.id) AS whole FROM content_item i
        WHERE i.author_id = author.id AND {VISIBLE} ORDER BY i.made_at DESC LIMIT {LATEST}) latest
    JOIN content_itemtag filed ON filed.item_id = latest.whole JOIN content_tag t ON t.id = filed.tag_id
    ORDER BY t.name"""  # noqa: S608 - constants


def _written_about(viewer: Viewer, people: Sequence[int]) -> list[tuple[int, str]]:
    return ask(_WRITTEN_ABOUT, visible_values(viewer) | {"people": list(people)})


def _places(viewer: Viewer, others: Sequence[int]) -> dict[int, list[Place]]:
    """Spaces of both, small ones first, which say most. Not those of the organisation, where everybody is; nor any
    that is kept among its members, or where people speak under another name: being there is no small talk."""
    shared = Membership.objects.filter(
        person__in=others, is_asked=False, space__in=viewer.space_ids, space__audience__lt=Audience.MEMBERS,
        space__is_official=False, space__is_listed=True, space__archived_at=None, space__voices__len=0,
    ).exclude(space__joining=Space.Joining.SECRET)  # fmt: skip
    found: dict[int, list[Place]] = {}
    rows = shared.order_by("space__member_count", "space_id").values_list("person_id", "space__name", "space__slug")
    for pk, name, slug in rows:
        found.setdefault(pk, []).append(Place(name, reverse("spaces:space", args=[slug])))
    return found


def _reads(viewer: Viewer, others: Sequence[int]) -> dict[int, list[Read]]:
    """Their best titled texts; of who has none, the best of what they said lately."""
    place = Window(RowNumber(), partition_by=F("author_id"), order_by=[F("score").desc(), F("pk").desc()])
    items = visible_items(viewer).filter(author__in=others, root=None).exclude(title="").annotate(place=place)
    found: dict[int, list[Read]] = {}
    for item in items.filter(place__lte=READS).order_by("place"):
        found.setdefault(item.author_id or 0, []).append(_read(item))
    silent = [pk for pk in others if pk not in found]
    last = [pk for _author, pk in ask(_LAST, visible_values(viewer) | {"people": silent})]
    for latest in visible_items(viewer).filter(pk__in=last):
        found.setdefault(latest.author_id or 0, []).append(_read(latest))
    return found


# What was liked best of what each of some people said last, in places where the viewer reads it.
_LAST = f"""
    SELECT author.id, best.id FROM unnest(%(people)s::bigint[]) AS author(id)
    CROSS JOIN LATERAL (
        SELECT latest.id FROM (
            SELECT i.id, i.score, i.made_at FROM content_item i
            WHERE i.author_id = author.id AND i.excerpt <> '' AND {VISIBLE}
            ORDER BY i.made_at DESC LIMIT {LATEST}) latest
        ORDER BY latest.score DESC, latest.made_at DESC LIMIT 1) best"""  # noqa: S608 - constants


def _read(item: Item) -> Read:
    kind = kinds.kind(item.kind)
    return Read(str(item), kind.page_url(item), str(kind.label))
