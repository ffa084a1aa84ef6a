"""What came of a campaign: the numbers of its last look, in sentences and pictures; and the data to check them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Sum

from folkmoot.commons.people import queries as people
from folkmoot.commons.people.queries import PersonLine
from folkmoot.commons.spaces.viewer import Viewer

from .. import comparing, measuring, policy, wording
from ..keepers import is_keeper
from ..logic import checks
from ..models import Advocate, Arm, Campaign, Look


@dataclass(frozen=True, slots=True)
class Report:
    """A finished campaign, or the looks so far for those who plan it."""

    campaign: Campaign
    look: Look
    arms: list[dict[str, Any]]
    comparisons: list[dict[str, Any]]
    headline: str
    spill: dict[str, Any] | None = None
    forecast: dict[str, Any] | None = None
    costs: list[dict[str, Any]] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    advocates: list[PersonLine] = field(default_factory=list)
    is_early: bool = False
    least: int = 10
    guests: list[tuple[str, int]] = field(default_factory=list)

    @property
    def plan(self) -> dict[str, Any]:
        return self.campaign.plan or {}


def report(viewer: Viewer, campaign: Campaign) -> Report | None:
    """What is known; None while nothing is. Raises Campaign.DoesNotExist for who may not read it."""
    if not policy.may_read_report(viewer, campaign, keeps=is_keeper(viewer)):
        raise Campaign.DoesNotExist
    taken = list(Look.objects.filter(campaign=campaign).order_by("number"))
    if not taken:
        return None
    look = taken[-1]
    result = look.result
    arms = [_arm(row) for row in result["arms"]]
    found = [
        each | {"sentence": wording.of_comparison(each), "lot_percent": int(100 * each.get("by_lot", 0))}
        for each in result["comparisons"]
    ]
    carriers = Advocate.objects.filter(campaign=campaign, accepted_at__isnull=False)
    return Report(
        campaign=campaign, look=look, arms=arms, comparisons=found,
        headline=" ".join(each["sentence"] for each in found[:2]),
        spill=result.get("spill"), forecast=result.get("forecast"), costs=_costs(result), looks=taken,
        advocates=sorted(
            people.names_for(carriers.values_list("person_id", flat=True)).values(), key=lambda each: each.name
        ),
        is_early=campaign.state == "finished" and look.number < campaign.looks - 1,
        least=comparing.least(), guests=_guests(campaign),
    )  # fmt: skip


def _guests(campaign: Campaign) -> list[tuple[str, int]]:
    """How often people who were not signed in came by posters or advocates, where it was often enough to be told."""
    rows = {
        Arm.Kind.POSTER: campaign.places.aggregate(n=Sum("guest_count"))["n"],
        Arm.Kind.ADVOCATES: Advocate.objects.filter(campaign=campaign).aggregate(n=Sum("guest_count"))["n"],
    }
    return [(wording.arm(kind), count) for kind, count in rows.items() if (count or 0) >= comparing.least()]


def _arm(row: dict[str, Any]) -> dict[str, Any]:
    people = row["people"]
    percent = {
        name: round(100 * row[name] / people, 1) if row[name] is not None and people else None
        for name in ("done", "seen", "stray")
    }
    return row | {"label": wording.arm(row["kind"]), "percent": percent}


def _costs(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Minutes of people for each way, and for one more person who did it, where more did than with nothing."""
    nothing = {each["first"]: each for each in result["comparisons"] if each["second"] == Arm.Kind.NOTHING}
    people = {row["kind"]: row["people"] for row in result["arms"]}
    rows = []
    for each in result["costs"]:
        against = nothing.get(each["kind"])
        one_more = None
        if against is not None and against["verdict"] == "more":
            one_more = checks.minutes_for_one(each["minutes"], against["difference"], people[each["kind"]])
        rows.append(each | {"label": wording.arm(each["kind"]), "one_more": one_more and round(one_more)})
    return rows


def data_rows(viewer: Viewer, campaign: Campaign) -> list[tuple[Any, ...]]:
    """Everything that can be computed with, as far as it speaks of enough people; of a finished campaign.

    Raises Campaign.DoesNotExist for who may not read it.
    """
    if campaign.state != "finished" or not policy.may_read_report(viewer, campaign, keeps=is_keeper(viewer)):
        raise Campaign.DoesNotExist
    look = Look.objects.filter(campaign=campaign).order_by("-number").first()
    until: datetime = look.planned_at if look is not None else campaign.ends_at
    rows = measuring.group_rows(campaign, list(campaign.arms.all()), until)
    return [("way", "group", "people", "did_it"), *rows]
