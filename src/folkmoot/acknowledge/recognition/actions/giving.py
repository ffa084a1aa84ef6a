"""Thanking somebody, and joining in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from folkmoot.base import outbox
from folkmoot.base.site import settings as site
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import queries as contents
from folkmoot.commons.feed import actions as feed
from folkmoot.commons.people.audiences import Audience
from folkmoot.commons.people.models import Unit
from folkmoot.commons.people.queries import visible_people
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .. import policy
from ..models import Joined, Kudos, Line, Preference, Recipient, Value
from ..refusals import (
    AlreadyJoined,
    DeedIsMissing,
    MessageIsMissing,
    NobodyToThank,
    NotToOneself,
    OnlyColleagues,
    PrivateStaysBetweenTwo,
    TooManyPeople,
    ValueIsMissing,
)
from . import purses

MOST_PEOPLE = 20
MOST_IN_TEAM = 80
LEAST_WORDS = 8


@dataclass(frozen=True, slots=True)
class _Thanked:
    ids: list[int]
    unit: Unit | None = None


@transaction.atomic
def give(
    *,
    viewer: Viewer,
    to: Sequence[int] = (),
    unit_id: int | None = None,
    value_id: int | None = None,
    deed_id: int | None = None,
    deed_words: str = "",
    message: str,
    points: int = 0,
    boost_id: int | None = None,
    is_private: bool = False,
    hides_points: bool | None = None,
    space_id: int | None = None,
    at: datetime,
) -> Kudos:
    """This will thank colleagues or a whole team for a deed, with points for each of them.

    A public kudos is published as an Item for everybody who works here, or for the readers of a community; it never
    reaches further than the deed it points at. A private one reaches its recipient alone: they get a notification,
    and no event is logged. Points come from this month's allowance, or from a boost. Raises OnlyColleagues,
    NotToOneself, NobodyToThank, TooManyPeople, DeedIsMissing, ValueIsMissing, MessageIsMissing, WrongPoints,
    NotEnoughPoints, BoostIsOver, PrivateStaysBetweenTwo, or what content refuses; Item.DoesNotExist for a deed that
    the viewer may not read.
    """
    if not policy.may_take_part(viewer) or viewer.person_id is None:
        raise OnlyColleagues
    thanked = _whom(viewer, to, unit_id)
    if is_private and (len(thanked.ids) != 1 or thanked.unit is not None):
        raise PrivateStaysBetweenTwo
    deed_words = _check_words(deed_id, deed_words, message)
    value = _value(value_id)
    purses.check_points(points, is_boost=boost_id is not None)
    if deed_id is not None:
        contents.visible_item(viewer, deed_id)
    item_id = None
    if not is_private:
        item_id = content.publish(
            viewer=viewer, kind="kudos", by_room=True, body=message.strip(), shared_id=deed_id, space_id=space_id,
            audience=_audience(space_id), at=at,
        ).id  # fmt: skip
    cost = points * len(thanked.ids)
    if boost_id is not None:
        purses.spend_boost(viewer.person_id, boost_id, cost, at)
    else:
        purses.spend_allowance(viewer.person_id, cost, at)
    kudos = Kudos.objects.create(
        item_id=item_id, giver_id=viewer.person_id, value=value, deed_id=deed_id, deed_words=deed_words,
        message=message.strip() if is_private else "", unit=thanked.unit, points=points, is_private=is_private,
        team_name=thanked.unit.name if thanked.unit else "", boost_id=boost_id, given_at=at,
        hides_points=_hides(viewer, hides_points),
    )  # fmt: skip
    Recipient.objects.bulk_create(Recipient(kudos=kudos, person_id=each) for each in thanked.ids)
    purses.earn(thanked.ids, points, Line.Why.KUDOS, at, kudos=kudos)
    _tell(viewer, kudos, thanked.ids, at)
    return kudos


def _whom(viewer: Viewer, to: Sequence[int], unit_id: int | None) -> _Thanked:
    colleagues = visible_people(viewer).filter(is_employee=True)
    if unit_id is not None:
        unit = Unit.objects.filter(pk=unit_id).first()
        ids = list(colleagues.filter(unit=unit).exclude(pk=viewer.person_id).values_list("pk", flat=True))
        if unit is None or not ids:
            raise NobodyToThank
        if len(ids) > MOST_IN_TEAM:
            raise TooManyPeople
        return _Thanked(ids, unit)
    wanted = list(dict.fromkeys(to))
    if viewer.person_id in wanted:
        raise NotToOneself
    found = list(colleagues.filter(pk__in=wanted).values_list("pk", flat=True))
    if not wanted or len(found) < len(wanted):
        raise NobodyToThank
    if len(found) > MOST_PEOPLE:
        raise TooManyPeople
    return _Thanked(found)


def _check_words(deed_id: int | None, deed_words: str, message: str) -> str:
    deed_words = " ".join(deed_words.split())
    if deed_id is None and len(deed_words) < LEAST_WORDS:
        raise DeedIsMissing
    if not message.strip() or len(message) > 2000 or len(deed_words) > 300:
        raise MessageIsMissing
    return deed_words


def _value(value_id: int | None) -> Value | None:
    """One of the values in force; none is needed where the firm has named none."""
    current = Value.objects.filter(retired_at__isnull=True)
    if value_id is None and not current.exists():
        return None
    value = current.filter(pk=value_id).first()
    if value is None:
        raise ValueIsMissing
    return value


def _audience(space_id: int | None) -> int:
    if space_id is None:
        return int(Audience.EMPLOYEES)
    own = Space.objects.filter(pk=space_id).values_list("audience", flat=True).first()
    return max(int(Audience.EMPLOYEES), own or 0)


def _hides(viewer: Viewer, wanted: bool | None) -> bool:
    if site.get("recognition.hide_points"):
        return True
    if wanted is not None:
        return wanted
    return Preference.objects.filter(person_id=viewer.person_id, hides_points=True).exists()


def _tell(viewer: Viewer, kudos: Kudos, ids: Sequence[int], at: datetime) -> None:
    if kudos.is_private:
        # Told at once and here: an event would stand in the log, where others read.
        path = reverse("recognition:private", args=[kudos.id])
        feed.tell([feed.News("kudos", {ids[0]: "yours"}, at, actor=viewer.person_id, path=path)])
        return
    facts = {"kudos": kudos.id, "deed": kudos.deed_id, "value": str(kudos.value or ""), "team": bool(kudos.unit_id)}
    for person_id in ids:
        outbox.record(
            "recognition.kudos.given", at=at, actor=viewer.person_id, person=person_id, item=kudos.item_id,
            root=kudos.item_id, data=facts,
        )  # fmt: skip


@transaction.atomic
def join(*, viewer: Viewer, item_id: int, points: int = 0, at: datetime) -> Kudos:
    """This will add "me too" to a public kudos, with points to each recipient from the allowance.

    Raises Item.DoesNotExist, OnlyColleagues, NotToOneself (giver and recipients), AlreadyJoined, WrongPoints,
    NotEnoughPoints.
    """
    if not policy.may_take_part(viewer) or viewer.person_id is None:
        raise OnlyColleagues
    item = contents.visible_item(viewer, item_id, kind="kudos")
    kudos = Kudos.objects.select_for_update().filter(item_id=item.id).first()
    if kudos is None or not item.is_published:
        raise item.__class__.DoesNotExist
    ids = [
        pk
        for pk in Recipient.objects.filter(kudos=kudos, person__is_active=True).values_list("person_id", flat=True)
        if pk is not None
    ]
    if viewer.person_id == kudos.giver_id or viewer.person_id in ids:
        raise NotToOneself
    if Joined.objects.filter(kudos=kudos, by_id=viewer.person_id).exists():
        raise AlreadyJoined
    purses.check_points(points)
    purses.spend_allowance(viewer.person_id, points * len(ids), at)
    Joined.objects.create(kudos=kudos, by_id=viewer.person_id, points=points, at=at)
    purses.earn(ids, points, Line.Why.JOINED, at, kudos=kudos)
    content.touch(item_id=item.id)
    for person_id in ids:
        outbox.record(
            "recognition.kudos.joined", at=at, actor=viewer.person_id, person=person_id, item=item.id, root=item.id,
            data={"kudos": kudos.id, "deed": kudos.deed_id},
        )  # fmt: skip
    return kudos
