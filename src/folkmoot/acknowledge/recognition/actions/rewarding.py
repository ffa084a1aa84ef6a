"""What points buy, and years of work."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from folkmoot.base import outbox
from folkmoot.base.audit import actions as audit
from folkmoot.base.site import settings as site
from folkmoot.commons.people.models import Relation
from folkmoot.commons.spaces.viewer import Viewer

from .. import policy
from ..logic.periods import years_between
from ..models import REDEMPTION, Line, Milestone, Preference, Redemption, Reward
from ..models.rewards import MOST_WORDS
from ..refusals import (
    EnoughForThisYear,
    NotAllowed,
    OnlyColleagues,
    OutOfStock,
    ReasonIsMissing,
    TooLate,
    WrongSettings,
)
from . import purses
from .keeping import check_keeper, check_words


@transaction.atomic
def save_reward(
    *, viewer: Viewer, reward_id: int | None = None, name: str, about: str = "", icon: str = "", cost: int,
    stock: int | None = None, a_year: int = 0, needs_approval: bool = False, is_offered: bool = True, at: datetime,
) -> Reward:  # fmt: skip
    """This will put a reward into the catalogue, or change one; wishes already made keep their price.

    Raises NotAllowed, WrongSettings, TextIsTooLong.
    """
    check_keeper(viewer)
    reward = Reward.objects.select_for_update().filter(pk=reward_id).first() if reward_id is not None else Reward()
    wrong = not name.strip() or len(name) > 100 or not 0 < cost <= 1_000_000 or not 0 <= a_year <= 365
    if reward is None or wrong or (stock is not None and not 0 <= stock <= 1_000_000):
        raise WrongSettings
    reward.name, reward.about, reward.icon = " ".join(name.split()), check_words(about, most=600), icon.strip()[:8]
    reward.cost, reward.stock, reward.a_year, reward.needs_approval = cost, stock, a_year, needs_approval
    reward.retired_at = None if is_offered else (reward.retired_at or at)
    reward.save()
    audit.note("recognition.reward.saved", at=at, actor=viewer.person_id, reward=reward.id, cost=cost)
    return reward


@transaction.atomic
def redeem(*, viewer: Viewer, reward_id: int, words: str = "", at: datetime) -> Redemption:
    """This will exchange points for a reward: they leave the purse and one leaves the stock, both at once or neither.

    Raises OnlyColleagues, OutOfStock, EnoughForThisYear, NotEnoughPoints, TextIsTooLong.
    """
    if not policy.may_take_part(viewer) or viewer.person_id is None:
        raise OnlyColleagues
    # The lock on the reward makes everybody who wants the last one wait for each other.
    reward = Reward.objects.select_for_update().filter(pk=reward_id, retired_at__isnull=True).first()
    if reward is None or (reward.stock is not None and reward.stock < 1):
        raise OutOfStock
    if reward.a_year:
        had = Redemption.objects.filter(
            person_id=viewer.person_id, reward=reward, asked_at__gt=at - timedelta(days=365)
        ).exclude(state__in=("declined", "withdrawn"))
        if had.count() >= reward.a_year:
            raise EnoughForThisYear
    made = Redemption.objects.create(
        reward=reward, person_id=viewer.person_id, cost=reward.cost, asked_at=at,
        words=check_words(words, most=MOST_WORDS),
        state="asked" if reward.needs_approval else "approved",
    )  # fmt: skip
    purses.pay(viewer.person_id, reward.cost, at, redemption=made)
    if reward.stock is not None:
        Reward.objects.filter(pk=reward.pk).update(stock=F("stock") - 1)
    outbox.record("recognition.reward.redeemed", at=at, person=viewer.person_id, data={"reward": reward.id})
    return made


@transaction.atomic
def answer_redemption(*, viewer: Viewer, redemption_id: int, to: str, answer: str = "", at: datetime) -> Redemption:
    """This will approve a wish, hand it over, or decline it with a reason (points and stock come back).

    Raises NotAllowed, TooLate (somebody was quicker), ReasonIsMissing, TextIsTooLong.
    """
    check_keeper(viewer)
    found = Redemption.objects.select_for_update().filter(pk=redemption_id).first()
    if found is None or to not in ("approved", "handed", "declined"):
        raise NotAllowed
    if not REDEMPTION.may_move(found.state, to):
        raise TooLate
    answer = check_words(answer, most=MOST_WORDS)
    if to == "declined" and not answer:
        raise ReasonIsMissing
    if found.person_id == viewer.person_id and found.state == "asked":
        raise NotAllowed  # Nobody approves their own wish.
    _settle(found, to, at)
    found.answer, found.answered_by_id = answer, viewer.person_id
    found.save(update_fields=["answer", "answered_by"])
    audit.note("recognition.redemption.answered", at=at, actor=viewer.person_id, subject=found.person_id, to=to)
    outbox.record("recognition.redemption.answered", at=at, actor=viewer.person_id, person=found.person_id)
    return found


@transaction.atomic
def withdraw_redemption(*, viewer: Viewer, redemption_id: int, at: datetime) -> Redemption:
    """This will take back one's own wish as long as nobody has answered it. Raises NotAllowed, TooLate."""
    found = Redemption.objects.select_for_update().filter(pk=redemption_id, person_id=viewer.person_id).first()
    if found is None or viewer.is_guest:
        raise NotAllowed
    if not REDEMPTION.may_move(found.state, "withdrawn"):
        raise TooLate
    _settle(found, "withdrawn", at)
    return found


def _settle(found: Redemption, to: str, at: datetime) -> None:
    found.state, found.answered_at = to, at
    found.save(update_fields=["state", "answered_at"])
    if to in ("declined", "withdrawn"):
        purses.earn([found.person_id], found.cost, Line.Why.REFUND, at, redemption=found)
        Reward.objects.filter(pk=found.reward_id, stock__isnull=False).update(stock=F("stock") + 1)


@transaction.atomic
def mark_milestones(*, at: datetime) -> int:
    """This will note everybody whose years here are full today or were since yesterday, and thank them with points.

    Not for those who want none. Harmless to repeat. How many.
    """
    day = at.date()
    away = Preference.objects.filter(no_milestones=True).values("person")
    here = Relation.objects.filter(
        kind=Relation.Kind.EMPLOYEE, until_on__isnull=True, person__is_active=True, person__is_employee=True
    ).exclude(person__in=away)
    each_year, done = site.get("recognition.milestone_points"), 0
    # A day is compared as a day; the last two, so that a night in which nothing ran is made up for.
    for on in (day - timedelta(days=1), day):
        born = Q(since_on__month=on.month, since_on__day=on.day)
        if (on.month, on.day) == (3, 1):
            born |= Q(since_on__month=2, since_on__day=29)
        for person_id, since in here.filter(born).values_list("person_id", "since_on"):
            years = years_between(since, on)
            if years < 1 or (
                since.day == 29 and on.day == 1 and years == years_between(since, on - timedelta(days=1))
            ):
                continue
            made, is_new = Milestone.objects.get_or_create(
                person_id=person_id, years=years, defaults={"on": on, "points": each_year * years}
            )
            if is_new:
                purses.earn([person_id], made.points, Line.Why.MILESTONE, at)
                outbox.record("recognition.milestone.reached", at=at, person=person_id, data={"years": years})
                done += 1
    return done
