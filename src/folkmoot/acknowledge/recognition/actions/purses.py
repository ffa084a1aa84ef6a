"""Moving points. Every way of spending locks the row it spends from; the database refuses to go below nothing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from folkmoot.base.site import settings as site

from ..logic.periods import month_of
from ..models import Allowance, Boost, BoostHolder, Line, Purse
from ..refusals import BoostIsOver, NotEnoughPoints, WrongPoints


def check_points(points: int, *, is_boost: bool = False) -> None:
    """Raise WrongPoints for what one kudos cannot carry to one person."""
    most = site.get("recognition.most_points") * (4 if is_boost else 1)
    if not 0 <= points <= most:
        raise WrongPoints


def spend_allowance(person_id: int, cost: int, at: datetime) -> None:
    """This will take points from this month's allowance; raises NotEnoughPoints. Of two at once one waits."""
    if cost == 0:
        return
    first = month_of(at.date())
    granted = site.get("recognition.allowance")
    Allowance.objects.get_or_create(person_id=person_id, starts_on=first, defaults={"granted": granted})
    row = Allowance.objects.select_for_update().get(person_id=person_id, starts_on=first)
    if row.spent + cost > row.granted:
        raise NotEnoughPoints
    Allowance.objects.filter(pk=row.pk).update(spent=F("spent") + cost)


def spend_boost(person_id: int, boost_id: int, cost: int, at: datetime) -> Boost:
    """This will take points from a boost that the person holds; raises BoostIsOver or NotEnoughPoints."""
    boost = Boost.objects.select_for_update().filter(pk=boost_id).first()
    holds = BoostHolder.objects.filter(boost_id=boost_id, person_id=person_id).exists()
    if boost is None or not holds or not boost.starts_on <= at.date() <= boost.ends_on:
        raise BoostIsOver
    if boost.spent + cost > boost.budget:
        raise NotEnoughPoints
    Boost.objects.filter(pk=boost.pk).update(spent=F("spent") + cost)
    return boost


@transaction.atomic
def earn(person_ids: Iterable[int], amount: int, why: str, at: datetime, **what: Any) -> None:
    """This will put points into purses, with a line each. In order of persons, so that nobody waits in a circle."""
    if amount == 0:
        return
    for person_id in sorted(person_ids):
        Purse.objects.get_or_create(person_id=person_id)
        Purse.objects.filter(pk=person_id).update(balance=F("balance") + amount)
        Line.objects.create(person_id=person_id, amount=amount, why=why, at=at, **what)


def pay(person_id: int, amount: int, at: datetime, **what: Any) -> None:
    """This will take earned points out of a purse; raises NotEnoughPoints."""
    purse = Purse.objects.select_for_update().filter(pk=person_id).first()
    if purse is None or purse.balance < amount:
        raise NotEnoughPoints
    Purse.objects.filter(pk=person_id).update(balance=F("balance") - amount)
    Line.objects.create(person_id=person_id, amount=-amount, why=Line.Why.REWARD, at=at, **what)
