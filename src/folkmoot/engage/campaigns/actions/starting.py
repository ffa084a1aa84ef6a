"""The start: everything that decides about the result is written down, sealed, and only then are lots drawn."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from folkmoot.base.audit import actions as audit
from folkmoot.base.ids import new_id
from folkmoot.commons.spaces.viewer import Viewer

from .. import audience, comparing, neighbours, policy
from ..logic import looks, lots, power
from ..models import LIFECYCLE, Advocate, Arm, Campaign, Cluster
from ..refusals import (
    NobodyCarriesIt,
    NotApprovedYet,
    SamePeopleAtOnce,
    TooFewGroups,
    TooFewPeople,
    WrongPlan,
    WrongStep,
)
from ..tokens import LETTER, new_token
from .holding import hold, tell

START_LOCK = 0x43535452  # "CSTR"
ANALYSIS = (
    "Difference of the arms' means over all people of the audience as they were drawn, whatever reached them; "
    "variance from groups (CR2, Satterthwaite); looks and comparisons share a false-alarm rate of 5 % "
    "(Bonferroni over looks spent as O'Brien and Fleming, and over comparisons). Nothing is added or left out later."
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Lots as they fell: who is counted, the arm (a place among the arms) of each group, and who hears which
    advocate. `of` says what the campaign was like then; for another one they do not count."""

    of: tuple[Any, ...]
    roll: audience.Roll
    seed: str
    dealt: dict[int, int]
    near: dict[int, list[int]]


def draw(campaign: Campaign, *, seed: str = "", tell: Callable[[], object] = lambda: None) -> Drawn:
    """This will draw lots for a campaign that may begin; nothing is kept yet. Calls `tell` when everybody is known.

    Raises TooFewGroups, TooFewPeople.
    """
    arms = list(campaign.arms.all())
    before = _facts(campaign, arms)
    roll = audience.roll_of(campaign)
    tell()
    chosen = seed[:64] or secrets.token_hex(16)
    try:
        dealt = lots.assign(roll.clusters, [arm.share for arm in arms], seed=chosen)
    except lots.TooFewClusters:
        raise TooFewGroups from None
    people = [0] * len(arms)
    for cluster in roll.clusters:
        people[dealt[cluster.key]] += cluster.size
    if min(people) < comparing.least():
        raise TooFewPeople
    near: dict[int, list[int]] = {}
    for carrier, hearers in sorted(neighbours.heard_by(before[-1]).items()):
        for person in hearers:
            near.setdefault(person, []).append(carrier)
    return Drawn(before, roll, chosen, dealt, near)


def _facts(campaign: Campaign, arms: list[Arm]) -> tuple[Any, ...]:
    """What lots depend on that somebody might change while they are drawn; last of all who carries the message."""
    carriers = Advocate.objects.filter(campaign=campaign, accepted_at__isnull=False).order_by("person_id")
    return (
        campaign.lot, campaign.audience_space_id, campaign.goal, campaign.goal_space_id,
        tuple((arm.pk, arm.share) for arm in arms), tuple(carriers.values_list("person_id", flat=True)),
    )  # fmt: skip


def check(campaign: Campaign, at: datetime) -> list[Arm]:
    """The arms, when the campaign may begin; raises WrongStep, NotApprovedYet, NobodyCarriesIt, WrongPlan,
    SamePeopleAtOnce."""
    if campaign.state != "preparing":
        raise WrongStep
    arms = list(campaign.arms.all())
    if not policy.is_ready(arms):
        raise NotApprovedYet
    if campaign.ends_at <= at:
        raise WrongPlan
    carriers = Advocate.objects.filter(campaign=campaign, accepted_at__isnull=False)
    if any(arm.kind == Arm.Kind.ADVOCATES for arm in arms) and not carriers.exists():
        raise NobodyCarriesIt
    if audience.is_shared(campaign):
        raise SamePeopleAtOnce
    return arms


@transaction.atomic
def start(
    *, viewer: Viewer, campaign_id: int, seed: str = "", drawn: Drawn | None = None, at: datetime
) -> Campaign:  # fmt: skip
    """This will freeze the plan, draw the lots and begin. Lots that were `drawn` already count when nothing changed.

    Who was asked to carry it and has not answered is forgotten. Raises WrongStep, NotApprovedYet, NobodyCarriesIt,
    TooFewGroups, TooFewPeople, WrongPlan (the end has passed), SamePeopleAtOnce. Only rehearsals (a demo, a bench)
    bring a `seed` of their own: whoever could choose one could try until they like the lots.
    """
    campaign = hold(viewer, campaign_id, "preparing")
    LIFECYCLE.check(campaign.state, "running")
    with connection.cursor() as cursor:  # One after the other: each has to see whether another runs already.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [START_LOCK])
    arms = check(campaign, at)
    Advocate.objects.filter(campaign=campaign, accepted_at=None).delete()
    if drawn is None or drawn.of != _facts(campaign, arms):
        drawn = draw(campaign, seed=seed)
    campaign.seed = drawn.seed
    campaign.started_at, campaign.state = at, "running"
    campaign.plan = promise(campaign, arms, drawn.roll, drawn.dealt)
    campaign.plan_hash = lots.digest(campaign.plan)
    campaign.save()
    _write_roll(campaign, arms, drawn)
    audit.note(
        "campaigns.campaign.started", at=at, actor=viewer.person_id, campaign=campaign.pk, plan=campaign.plan_hash
    )
    tell("campaign.started", campaign, viewer.person_id, at, data={"plan": campaign.plan_hash})
    return campaign


def _write_roll(campaign: Campaign, arms: list[Arm], drawn: Drawn) -> None:
    """This will write down who hears what: by COPY, for there may be a hundred thousand of them."""
    if campaign.lot != "person":
        Cluster.objects.bulk_create(
            Cluster(
                campaign=campaign, number=each.key, label=drawn.roll.labels[each.key][:120],
                stratum=each.stratum[:120], size=each.size, arm=arms[drawn.dealt[each.key]],
            )
            for each in drawn.roll.clusters
        )  # fmt: skip
    statement = "COPY campaigns_participant (id, campaign_id, person_id, number, arm_id, token, near) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for person, number in drawn.roll.people:
            near = drawn.near.get(person, [])
            arm = arms[drawn.dealt[number]].pk
            copy.write_row((new_id(), campaign.pk, person, number, arm, new_token(LETTER), near))


def promise(campaign: Campaign, arms: list[Arm], roll: audience.Roll, dealt: dict[int, int]) -> dict[str, Any]:
    """What is promised, as it is sealed: enough to check later that nothing was chosen afterwards."""
    pairs = comparing.pairs(arms)
    assert campaign.started_at is not None
    moments = looks.moments(campaign.started_at, campaign.ends_at, campaign.looks)
    levels = looks.levels(campaign.looks, comparisons=len(pairs))
    sizes: list[list[int]] = [[each.size for each in roll.clusters if dealt[each.key] == n] for n in range(len(arms))]
    found = [
        power.of_comparison(
            sizes[a], sizes[b], base=campaign.base_percent / 100, wanted=campaign.wanted_points / 100,
            level=levels[-1], alike=0.0 if campaign.lot == "person" else power.USUAL_CORRELATION,
        )
        for a, b in pairs
    ]  # fmt: skip
    return {
        "title": campaign.title,
        "goal": {
            "kind": campaign.goal, "space": campaign.goal_space_id, "item": campaign.goal_item_id,
            "url": campaign.goal_url, "questions": campaign.questions,
        },
        "audience": campaign.audience_space_id,
        "lot": campaign.lot,
        "arms": [
            {"kind": arm.kind, "share": arm.share, "text": lots.digest({"headline": arm.headline, "text": arm.text})}
            for arm in arms
        ],
        "comparisons": [[arms[a].kind, arms[b].kind] for a, b in pairs],
        "analysis": ANALYSIS,
        "looks": [{"at": moment.isoformat(), "level": level} for moment, level in zip(moments, levels, strict=True)],
        "base_percent": campaign.base_percent,
        "wanted_points": campaign.wanted_points,
        "power": [
            {"power": round(each.power, 3), "smallest_points": round(100 * each.smallest, 1), "verdict": each.verdict,
             "people": list(each.people), "groups": list(each.clusters)}
            for each in found
        ],
        "people": len(roll.people),
        "groups": len(roll.clusters),
        "roll": lots.digest({"roll": [[person, number] for person, number in roll.people]}),
        "seed": campaign.seed,
        "started_at": campaign.started_at.isoformat(),
        "ends_at": campaign.ends_at.isoformat(),
    }  # fmt: skip
