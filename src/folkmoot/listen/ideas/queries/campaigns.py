"""Campaigns as lists and pages show them, and what reviewers see on their desk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.queries import visible_items
from folkmoot.commons.content.refusals import NotAllowed
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic, policy
from ..models import Campaign, Comparison, Criterion, Evaluation, Idea, ReviewNote, Role
from .standing import Ballot, ballot, has_one_this_week, intake_for_system, machine_of, open_ideas, roles_of, standing


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign in a list, with how full it is."""

    item: Item
    campaign: Campaign
    intake: logic.Intake
    idea_count: int
    real_count: int


def campaigns(viewer: Viewer, *, state: str = "", door: str = "", limit: int = 100) -> list[CampaignLine]:
    """The campaigns a viewer may read, open ones and boxes first. The price does not grow with their ideas' number
    beyond counting them."""
    items = visible_items(viewer).filter(kind="idea_campaign", root__isnull=True)
    found = Campaign.objects.filter(item__in=items).select_related("item__space")
    if state:
        found = found.filter(state=state)
    if door:
        found = found.filter(door=door)
    listed = list(found.order_by("-is_standing", "closes_on", "-item_id")[:limit])
    listed.sort(key=lambda each: ("open", "planned", "closed").index(each.state))
    ids = [each.pk for each in listed]
    promised: dict[int, int] = {}
    for campaign_id, capacity in Role.objects.filter(campaign_id__in=ids, name="reviewer").values_list(
        "campaign_id", "capacity"
    ):
        promised[campaign_id] = promised.get(campaign_id, 0) + capacity
    counts = contents.once_for_equals(viewer, ("ideas.campaigns", sorted(ids)), lambda: _counts(viewer, ids))
    nothing = {"ideas": 0, "open": 0, "real": 0}
    return [
        CampaignLine(
            each.item, each, logic.Intake(promised.get(each.pk, 0), counts.get(each.pk, nothing)["open"]),
            counts.get(each.pk, nothing)["ideas"], counts.get(each.pk, nothing)["real"],
        )
        for each in listed
    ]  # fmt: skip


def _counts(viewer: Viewer, campaign_ids: Sequence[int]) -> tuple[dict[int, dict[str, int]], int]:
    """How many ideas there are in each campaign, open ones and real ones; and in all of them together."""
    counted = Idea.objects.filter(campaign_id__in=campaign_ids, item__in=visible_items(viewer)).values("campaign_id")
    rows = counted.annotate(
        ideas=Count("pk"),
        open=Count("pk", filter=Q(closed_at__isnull=True)),
        real=Count("pk", filter=Q(phase="done")),
    )
    counts = {
        campaign: {"ideas": ideas, "open": open_, "real": real}
        for campaign, ideas, open_, real in rows.values_list("campaign_id", "ideas", "open", "real")
    }
    return counts, sum(row["ideas"] for row in counts.values())


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """A campaign with what its page says to one viewer."""

    item: Item
    campaign: Campaign
    machine: logic.Machine
    intake: logic.Intake
    people: list[Role]
    roles: set[str]
    may_run: bool
    ballot: Ballot | None
    may_bring: bool
    has_brought: bool
    criteria: list[Criterion]
    phases: dict[str, int]


def campaign_page(viewer: Viewer, item: Item, campaign: Campaign, *, at: datetime) -> CampaignPage:
    """All that the page of a (visible) campaign says."""
    roles = roles_of(viewer, campaign.pk)
    intake = intake_for_system(campaign.pk)
    has_brought = not viewer.is_guest and intake.state == "slow" and has_one_this_week(viewer, campaign.pk, at)
    is_open = campaign.state == "open" and (campaign.closes_on is None or campaign.closes_on >= at.date())
    counted = Idea.objects.filter(campaign=campaign, item__in=visible_items(viewer))
    people = Role.objects.filter(campaign=campaign).select_related("person__picture").order_by("name", "at")
    return CampaignPage(
        item=item, campaign=campaign, machine=machine_of(campaign), intake=intake, people=list(people), roles=roles,
        may_run=policy.may_run(viewer, campaign, item, roles), ballot=ballot(viewer, campaign),
        may_bring=is_open and intake.state != "full" and not has_brought, has_brought=has_brought,
        criteria=list(Criterion.objects.filter(campaign=campaign).order_by("position", "pk")),
        phases=dict(counted.values("phase").annotate(n=Count("pk")).values_list("phase", "n")),
    )  # fmt: skip


def campaigns_to_write_in(viewer: Viewer, *, at: datetime) -> list[Campaign]:
    """Where the viewer may bring an idea now."""
    items = visible_items(viewer).filter(kind="idea_campaign")
    found = Campaign.objects.filter(item__in=items, state="open").exclude(closes_on__lt=at.date())
    return list(found.select_related("item__space").order_by("-is_standing", "door", "-item_id")[:50])


def all_idea_ids_for_system(campaign_id: int) -> Any:
    """The ideas of a campaign, whoever may see them."""
    return Idea.objects.filter(campaign_id=campaign_id).values("pk")


def criteria_of(campaign_id: int | None) -> list[Criterion]:
    if campaign_id is None:
        return []
    return list(Criterion.objects.filter(campaign_id=campaign_id).order_by("position", "pk"))


@dataclass(frozen=True, slots=True)
class Promise:
    """A campaign that the viewer reviews: what they said, what waits, and how much of it they have looked at."""

    role: Role
    item: Item
    intake: logic.Intake
    seen: int


def promises(viewer: Viewer) -> list[Promise]:
    """The viewer's own promises, for their settings."""
    if viewer.is_guest:
        return []
    visible = visible_items(viewer).filter(kind="idea_campaign")
    mine = Role.objects.filter(person_id=viewer.person_id, name="reviewer", campaign__item__in=visible)
    found = []
    for role in mine.select_related("campaign__item").order_by("at")[:50]:
        seen = Evaluation.objects.filter(
            reviewer_id=viewer.person_id, idea__campaign_id=role.campaign_id, idea__closed_at__isnull=True
        ).count()
        found.append(Promise(role, role.campaign.item, intake_for_system(role.campaign_id), seen))
    return found


def desks(viewer: Viewer) -> list[Item]:
    """The campaigns that the viewer reviews or decides."""
    if viewer.is_guest:
        return []
    mine = Role.objects.filter(person_id=viewer.person_id).values("campaign_id")
    visible = visible_items(viewer).filter(kind="idea_campaign")
    return list(visible.filter(Q(id__in=mine) | Q(author_id=viewer.person_id)).order_by("-id")[:50])


@dataclass(frozen=True, slots=True)
class DeskLine:
    """An open idea as reviewers see it: with ratings, which nobody else does. `votes` is None where they are sealed
    for this reviewer, as for everybody who does not decide."""

    item: Item
    idea: Idea
    mine: Evaluation | None
    strength: float | None
    note_count: int
    votes: int | None
    is_involved: bool


@dataclass(frozen=True, slots=True)
class Desk:
    item: Item
    campaign: Campaign
    roles: set[str]
    is_decider: bool
    lines: list[DeskLine]
    intake: logic.Intake
    machine: logic.Machine
    compared: int


DESK_SORTS = ("waiting", "rating", "votes", "pairs")


def desk(
    viewer: Viewer, item: Item, campaign: Campaign, *, sort: str = "waiting", only: str = "", size: int = 200
) -> Desk:
    """The open ideas of a campaign for its reviewers and deciders; raises NotAllowed for everybody else."""
    roles = roles_of(viewer, campaign.pk)
    runs = policy.may_run(viewer, campaign, item, roles)
    if not roles and not runs:
        raise NotAllowed
    rows = (
        open_ideas(campaign.pk).filter(item__in=visible_items(viewer)).select_related("item__author", "item__alias")
    )
    if only == "shortlist":
        rows = rows.filter(is_shortlisted=True)
    elif only:
        rows = rows.filter(stage=only)
    ideas = list(rows.order_by("answer_due_at", "pk")[:size])
    decides = runs or "decider" in roles
    lines = _lines(viewer, campaign, ideas, decides=decides)
    orders: dict[str, Any] = {
        "rating": lambda line: (-(line.idea.rating or 0), line.idea.answer_due_at),
        "votes": lambda line: (-(line.votes or 0), line.idea.answer_due_at),
        "pairs": lambda line: (-(line.strength or 0), line.idea.answer_due_at),
    }
    if sort in orders:
        lines.sort(key=orders[sort])
    compared = Comparison.objects.filter(campaign=campaign, reviewer_id=viewer.person_id).count()
    return Desk(
        item,
        campaign,
        roles,
        decides,
        lines,
        intake_for_system(campaign.pk),
        machine_of(campaign),
        compared,
    )


def _lines(viewer: Viewer, campaign: Campaign, ideas: Sequence[Idea], *, decides: bool) -> list[DeskLine]:
    from folkmoot.commons.content import voices
    from folkmoot.commons.content.models import Vote

    ids = [idea.pk for idea in ideas]
    mine = {each.idea_id: each for each in Evaluation.objects.filter(reviewer_id=viewer.person_id, idea_id__in=ids)}
    notes = dict(
        ReviewNote.objects.filter(idea_id__in=ids)
        .values("idea_id")
        .annotate(n=Count("pk"))
        .values_list("idea_id", "n")
    )
    votes = dict(
        Vote.objects.filter(item_id__in=ids, value=1)
        .values("item_id")
        .annotate(n=Count("pk"))
        .values_list("item_id", "n")
    )
    own = voices.mine_among(viewer, [idea.item for idea in ideas])
    pairs = list(
        Comparison.objects.filter(campaign=campaign).values_list("better_id", "worse_id", "is_even")[:20_000]
    )
    # Among all that are open, whichever of them are shown.
    strength = logic.ranking(pairs, list(open_ideas(campaign.pk).values_list("pk", flat=True))) if pairs else {}
    return [
        DeskLine(
            idea.item, idea, mine.get(idea.pk), strength.get(idea.pk), notes.get(idea.pk, 0),
            None if idea.item.are_votes_sealed and not decides else votes.get(idea.pk, 0), idea.pk in own,
        )
        for idea in ideas
    ]  # fmt: skip


def pair_for(viewer: Viewer, campaign: Campaign) -> tuple[Idea, Idea] | None:
    """Two open ideas that a reviewer has not compared yet, neither of them their own; raises NotAllowed."""
    from folkmoot.commons.content import voices

    if "reviewer" not in roles_of(viewer, campaign.pk):
        raise NotAllowed
    rows = open_ideas(campaign.pk).filter(item__in=visible_items(viewer)).select_related("item")
    ideas = {idea.pk: idea for idea in rows.order_by("-is_shortlisted", "pk")[:150]}
    own = voices.mine_among(viewer, [idea.item for idea in ideas.values()])
    done = Comparison.objects.filter(campaign=campaign, reviewer_id=viewer.person_id)
    pair = logic.next_pair([pk for pk in ideas if pk not in own], list(done.values_list("better_id", "worse_id")))
    return (ideas[pair[0]], ideas[pair[1]]) if pair else None


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """What reviewers have written about one idea."""

    evaluations: list[Evaluation]
    notes: list[ReviewNote]
    mine: Evaluation | None
    criteria: list[Criterion]
    may_evaluate: bool


def reviews(viewer: Viewer, item: Item, idea: Idea) -> ReviewSheet:
    """What reviewers wrote about a (visible) idea; raises NotAllowed for everybody but them and who decides.

    A reviewer reads the others' scores after giving their own: before that, they would sway.
    """
    me = standing(viewer, item, idea)
    if not policy.may_review(me) or me.is_author:
        raise NotAllowed
    all_of: Iterable[Evaluation] = (
        Evaluation.objects.filter(idea=idea).select_related("reviewer__picture").order_by("at")
    )
    listed = list(all_of)
    mine = next((each for each in listed if each.reviewer_id == viewer.person_id), None)
    may_evaluate = policy.may_evaluate(idea, me)
    shown = listed if (mine is not None or not may_evaluate or me.is_decider) else []
    notes = list(ReviewNote.objects.filter(idea=idea).select_related("by__picture").order_by("at")[:500])
    return ReviewSheet(shown, notes, mine, criteria_of(idea.campaign_id), may_evaluate)
