"""The start: everything that decides about the result is written down, sealed, and only then are lots drawn."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from folkmoot.base.audit import actions as audit
from folkmoot.commons.spaces.viewer import Viewer

from .. import audience, comparing, policy
from ..logic import looks, lots, power
from ..models import LIFECYCLE, Advocate, Arm, Campaign, Cluster, Participant
from ..refusals import NobodyCarriesIt, NotApprovedYet, TooFewGroups, TooFewPeople, WrongPlan
from ..tokens import LETTER, new_token
from .holding import hold, tell

ANALYSIS = (
    "Difference of the arms' means over all people of the audience as they were drawn, whatever reached them; "
    "variance from groups (CR2, Satterthwaite); looks and comparisons share a false-alarm rate of 5 % "
    "(Bonferroni over looks spent as O'Brien and Fleming, and over comparisons). Nothing is added or left out later."
)


@transaction.atomic
def start(*, viewer: Viewer, campaign_id: int, seed: str = "", at: datetime) -> Campaign:
    """This will freeze the plan, draw the lots and begin.

    Who was asked to carry it and has not answered is forgotten. Raises WrongStep, NotApprovedYet, NobodyCarriesIt,
    TooFewGroups, TooFewPeople, WrongPlan (the end has passed). Only rehearsals (a demo, a bench) bring a `seed` of
    their own: whoever could choose one could try until they like the lots.
    """
    campaign = hold(viewer, campaign_id, "preparing")
    LIFECYCLE.check(campaign.state, "running")
    arms = list(campaign.arms.all())
    if not policy.is_ready(arms):
        raise NotApprovedYet
    if campaign.ends_at <= at:
        raise WrongPlan
    Advocate.objects.filter(campaign=campaign, accepted_at=None).delete()
    has_advocates = any(arm.kind == Arm.Kind.ADVOCATES for arm in arms)
    if has_advocates and not Advocate.objects.filter(campaign=campaign).exists():
        raise NobodyCarriesIt
    roll = audience.roll_of(campaign)
    campaign.seed = seed[:64] or secrets.token_hex(16)
    try:
        dealt = lots.assign(roll.clusters, [arm.share for arm in arms], seed=campaign.seed)
    except lots.TooFewClusters:
        raise TooFewGroups from None
    people = [0] * len(arms)
    for cluster in roll.clusters:
        people[dealt[cluster.key]] += cluster.size
    if min(people) < comparing.least():
        raise TooFewPeople
    campaign.started_at, campaign.state = at, "running"
    campaign.plan = promise(campaign, arms, roll, dealt)
    campaign.plan_hash = lots.digest(campaign.plan)
    campaign.save()
    _write_roll(campaign, arms, roll, dealt)
    audit.note(
        "campaigns.campaign.started", at=at, actor=viewer.person_id, campaign=campaign.pk, plan=campaign.plan_hash
    )
    tell("campaign.started", campaign, viewer.person_id, at, data={"plan": campaign.plan_hash})
    return campaign


def _write_roll(campaign: Campaign, arms: list[Arm], roll: audience.Roll, dealt: dict[int, int]) -> None:
    if campaign.lot != "person":
        Cluster.objects.bulk_create(
            Cluster(
                campaign=campaign, number=each.key, label=roll.labels[each.key][:120], stratum=each.stratum[:120],
                size=each.size, arm=arms[dealt[each.key]],
            )
            for each in roll.clusters
        )  # fmt: skip
    Participant.objects.bulk_create(
        (
            Participant(
                campaign=campaign, person_id=person, number=number, arm=arms[dealt[number]], token=new_token(LETTER)
            )
            for person, number in roll.people
        ),
        batch_size=5000,
    )


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
