"""What those who plan see before and while a campaign runs: never who was asked, nor what came, but at looks."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item
from folkmoot.commons.people import queries as people
from folkmoot.commons.people.queries import PersonLine
from folkmoot.commons.spaces.viewer import Viewer

from .. import audience, comparing, policy, wording
from ..logic import looks, lots, power
from ..models import Advocate, Arm, Campaign, Look, Place, Work


@dataclass(frozen=True, slots=True)
class Preview:
    """What a campaign could find out as it is planned now. Computed from how many there are, not from who."""

    people: int
    groups: int
    arms: list[dict[str, Any]]
    comparisons: list[dict[str, Any]]

    @property
    def main(self) -> dict[str, Any]:
        return self.comparisons[0] if self.comparisons else {"verdict": "hopeless", "sentence": ""}


@dataclass(frozen=True, slots=True)
class Desk:
    """One campaign for those who plan it."""

    campaign: Campaign
    arms: list[Arm]
    may_approve: set[str] = field(default_factory=set)
    places: list[Place] = field(default_factory=list)
    advocates: list[PersonLine] = field(default_factory=list)
    asked_count: int = 0
    looks: list[dict[str, Any]] = field(default_factory=list)
    next_look: datetime | None = None
    last: Look | None = None
    is_ready: bool = False
    under_way: "UnderWay | None" = None

    @property
    def is_busy(self) -> bool:
        """Whether a job does something with it now."""
        return self.under_way is not None and not self.under_way.failure


@dataclass(frozen=True, slots=True)
class UnderWay:
    """What a job does with a campaign, how far it is; `failure` says in words why it was not done."""

    what: str
    step: str
    percent: int
    failure: str = ""


def preview(viewer: Viewer, campaign: Campaign) -> Preview:
    """What would come of it if it began now, with arms drawn for the purpose; the real lots fall at the start."""
    arms = list(campaign.arms.all())
    groups = audience.sizes_of(campaign)
    sizes: list[list[int]] = [[] for _ in arms]
    if isinstance(groups, int):
        whole = sum(arm.share for arm in arms)
        sizes = [[1] * (groups * arm.share // whole) for arm in arms]
    else:
        try:
            dealt = lots.assign(groups, [arm.share for arm in arms], seed=f"preview {campaign.pk}")
            for each in groups:
                sizes[dealt[each.key]].append(each.size)
        except lots.TooFewClusters:
            pass
    pairs = comparing.pairs(arms)
    level = looks.levels(campaign.looks, comparisons=len(pairs))[-1]
    alike = 0.0 if campaign.lot == "person" else power.USUAL_CORRELATION
    found = []
    for a, b in pairs:
        one = power.of_comparison(
            sizes[a], sizes[b], base=campaign.base_percent / 100, wanted=campaign.wanted_points / 100, alike=alike,
            level=level,
        )  # fmt: skip
        facts = {
            "power": one.power, "smallest_points": 100 * one.smallest, "groups": list(one.clusters),
            "verdict": one.verdict,
        }  # fmt: skip
        found.append(
            facts | {
                "title": f"{arms[a].label} – {arms[b].label}",
                "sentence": wording.power(facts, campaign.wanted_points),
            }
        )  # fmt: skip
    rows = [{"label": arm.label, "people": sum(s), "groups": len(s)} for arm, s in zip(arms, sizes, strict=True)]
    people = groups if isinstance(groups, int) else sum(each.size for each in groups)
    return Preview(people, groups if isinstance(groups, int) else len(groups), rows, found)


def desk(viewer: Viewer, campaign: Campaign, *, at: datetime) -> Desk:
    """A campaign for those who plan it; the caller has asked whether the viewer does."""
    arms = list(campaign.arms.select_related("approved_by"))
    carriers = Advocate.objects.filter(campaign=campaign, accepted_at__isnull=False)
    who = people.names_for(carriers.values_list("person_id", flat=True))
    taken = {look.number: look for look in Look.objects.filter(campaign=campaign).order_by("number")}
    planned: list[dict[str, Any]] = []
    if campaign.started_at is not None:
        moments = looks.moments(campaign.started_at, campaign.ends_at, campaign.looks)
        planned = [{"at": moment, "look": taken.get(number)} for number, moment in enumerate(moments)]
    last = taken[max(taken)] if taken else None
    open_looks = [each["at"] for n, each in enumerate(planned) if last is None or n > last.number]
    return Desk(
        campaign=campaign,
        arms=arms,
        may_approve={arm.kind for arm in arms if policy.may_approve(viewer, arm, keeps=True)},
        places=list(campaign.places.order_by("label")),
        advocates=sorted(who.values(), key=lambda each: each.name.casefold()),
        # How many were asked in all: it does not fall when somebody declines.
        asked_count=len(campaign.asked),
        looks=planned,
        next_look=open_looks[0] if open_looks and campaign.state == "running" else None,
        last=last,
        is_ready=policy.is_ready(arms),
        under_way=under_way(campaign),
    )


def under_way(campaign: Campaign) -> UnderWay | None:
    """What a job does with it, or could not do."""
    work = Work.objects.filter(campaign=campaign).first()
    if work is None:
        return None
    steps = list(Work.Step.values)
    percent = 100 * (steps.index(work.step) + 1) // (len(steps) + 1)
    failure = wording.failure(work.failure) if work.failure else ""
    return UnderWay(str(Work.What(work.what).label), str(Work.Step(work.step).label), percent, failure)


def drafts_of(viewer: Viewer, campaign: Campaign) -> QuerySet[Item]:
    """The drafts in a campaign's workshop, for those who are in it, the best liked first."""
    return (
        contents.visible_items(viewer)
        .filter(kind="message", space_id=campaign.workshop_id, space__isnull=False, root__isnull=True)
        .order_by("-score", "-published_at")
    )
