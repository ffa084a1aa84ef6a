"""Some weeks of introductions, by the real verbs: some follow, some meet, some let it be.

What lasts is drawn by dice; what is said about it is computed from what they did.
"""

from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from folkmoot.commons.content import actions as content
from folkmoot.commons.content.models import Vote
from folkmoot.commons.content.queries import visible_items
from folkmoot.commons.content.refusals import Refused
from folkmoot.commons.people import actions as people
from folkmoot.commons.people.models import Person, PersonSkill
from folkmoot.commons.spaces.viewer import viewer_of
from folkmoot.understand.introductions import actions, queries
from folkmoot.understand.introductions.models import Step, Suggestion
from folkmoot.understand.network import actions as network
from folkmoot.understand.network import queries as networks

from .cast import SIX
from .reading import table
from .stage import all_or_nothing, unless

DAY = timedelta(days=1)
WEEKS, TAKE_PART, LIKE_TO_MEET = 13, 0.2, 0.4
LASTS = {"near": 0.7, "friends": 0.55, "popular": 0.4, "rest": 0.5}
NOTES = (
    "I keep hearing your name whenever something finally works.",
    "We seem to solve the same problem on two floors.",
    "I would like to see how you do it over there.",
    "Twenty minutes, and I bring the cake.",
)
WORDS = (
    "You two should have met years ago: both of you ask the second question.",
    "One of you has the data, the other the patience. Please talk.",
)
SAID = ("note", "comment", "question", "answer", "thread")
WHY = {
    "glad": ("We found a shared problem within ten minutes.", "Good company.", ""),
    "not_for_me": ("Too far from my work.", ""),
}


def hold(*, at: datetime, seed: int, share: float = TAKE_PART) -> None:
    """This will let some of the firm take part, introduce them for some weeks, and have them do what people do."""
    dice = Random(f"{seed}:introductions")  # noqa: S311 - a story, no secret
    # Joining is audited, and whoever audits keeps others waiting until the transaction ends: so not all in one.
    with transaction.atomic(), all_or_nothing():
        _join(dice, at, share)
    for week in range(WEEKS, -1, -1):
        with transaction.atomic(), all_or_nothing():
            _meet(dice, at - timedelta(weeks=week, hours=4), at, is_new=week == 0)


def _join(dice: Random, at: datetime, share: float) -> None:
    begin, known = at - timedelta(weeks=WEEKS), table("cast")
    for person in Person.objects.filter(is_active=True, is_employee=True).order_by("username"):
        luck, wanted = dice.random(), dice.choice((1, 1, 1, 2))
        viewer = viewer_of(person.pk)
        # They know so many already that they would have met everybody long ago.
        since = at - timedelta(weeks=4) if person.username in SIX else begin
        # Whoever is known in the house is so because they like to meet people.
        wants = luck < (LIKE_TO_MEET if person.username in known else share)
        if (wants or person.username in SIX) and not networks.standing(viewer).left_out:
            actions.join(
                viewer=viewer,
                per_week=2 if person.username in SIX else wanted,
                at=max(since - 3 * DAY, person.joined_at),
            )


def _meet(dice: Random, round_at: datetime, at: datetime, *, is_new: bool) -> None:
    done = actions.run_round(at=round_at)
    if done is not None:
        for one in Suggestion.objects.filter(round=done).order_by("pk"):
            _act(dice, one, round_at, at, is_new=is_new)


def look_back(*, at: datetime, seed: int) -> None:
    """This will have some of those who met see each other again, read the network anew, and measure what lasted."""
    with transaction.atomic():
        _again(Random(f"{seed}:met again"), at)  # noqa: S311 - a story, no secret
    network.run(at=at)
    actions.measure(at=at)


def _act(dice: Random, one: Suggestion, round_at: datetime, at: datetime, *, is_new: bool) -> None:
    """What somebody makes of an introduction. Of this week's most is still open."""
    viewer, when = viewer_of(one.person_id), round_at + DAY * dice.uniform(0.1, 4)
    luck = dice.random()
    if when >= at or (is_new and luck > 0.4):
        return
    if luck < 0.5:
        actions.follow(viewer=viewer, suggestion_id=one.pk, at=when)
    connectors = queries.connectors_of(viewer, one)
    if luck < 0.22 and connectors:
        step = actions.ask_to_introduce(
            viewer=viewer, suggestion_id=one.pk, connector_id=connectors[0].id, note=dice.choice(NOTES), at=when
        )
        _reply(dice, step, when + DAY * dice.uniform(0.1, 2), at, is_new=is_new)
    elif luck < 0.42:
        times = [(when + DAY * days).replace(minute=0, second=0, microsecond=0) for days in (4, 6)]
        step = actions.ask_for_coffee(
            viewer=viewer, suggestion_id=one.pk, times=times, place="Canteen, by the window",
            note=dice.choice(NOTES), at=when,
        )  # fmt: skip
        _reply(dice, step, when + DAY * dice.uniform(0.1, 2), at, is_new=is_new)
    one.refresh_from_db()
    if dice.random() < 0.6 and when + 5 * DAY < at:
        answer = "glad" if dice.random() < (0.9 if one.accepted_at else 0.6) else "not_for_me"
        actions.answer(
            viewer=viewer, suggestion_id=one.pk, answer=answer, why=dice.choice(WHY[answer]), at=when + 5 * DAY
        )


def _reply(dice: Random, step: Step, when: datetime, at: datetime, *, is_new: bool) -> None:
    luck, asked = dice.random(), viewer_of(step.asked_of_id)
    if when >= at or is_new or luck > 0.9:
        return
    if luck > 0.75:
        actions.decline(viewer=asked, step_id=step.pk)
    elif step.kind == "coffee":
        actions.agree(viewer=asked, step_id=step.pk, time=step.times[0], at=when)
    else:
        actions.introduce(viewer=asked, step_id=step.pk, words=dice.choice(WORDS), at=when)


def _again(dice: Random, at: datetime) -> None:
    """Some of those who met stay in touch: one confirms what the other can, or likes what they said."""
    for one in Suggestion.objects.filter(accepted_at__isnull=False).select_related("person").order_by("pk"):
        assert one.accepted_at is not None
        when: datetime = one.accepted_at + DAY * dice.uniform(31, 58)
        if dice.random() < LASTS[one.arm] and when < at:
            skill = PersonSkill.objects.filter(person=one.other_id).exclude(endorsements__by=one.person_id).first()
            if skill is not None:
                people.endorse(actor=one.person, skill=skill, at=when)
                continue
            viewer = viewer_of(one.person_id)
            said = visible_items(viewer).filter(author=one.other_id, kind__in=SAID, published_at__lt=when)
            liked = Vote.objects.filter(person=one.person_id).values("item")
            latest = said.exclude(pk__in=liked).order_by("-published_at").first()
            if latest is not None:
                with unless(Refused):  # It is closed by now.
                    content.vote(viewer=viewer, item_id=latest.pk, value=1, at=when)
