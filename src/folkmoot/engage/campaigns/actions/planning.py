"""Planning: what is tried, on whom, by which ways, and how the answer is found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from folkmoot.base.audit import actions as audit
from folkmoot.base.ids import to_text
from folkmoot.commons.content import queries as contents
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces import actions as spaces
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.policy import may_know
from folkmoot.commons.spaces.viewer import Viewer

from ..logic.looks import MOST_LOOKS
from ..logic.lots import MOST_ARMS
from ..models import LIFECYCLE, Arm, Campaign, Goal, Keeper, Lot, Place
from ..models.campaigns import MOST_HEADLINE, MOST_OPTION, MOST_PLACE, MOST_QUESTION
from ..refusals import GoalIsMissing, NotAllowed, PlanIsFrozen, TwoArmsAtLeast, WrongPlan
from ..tokens import POSTER, new_token
from .holding import check_keeper, check_words, close_workshop, hold, tell


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign as somebody wants it. `arms` are (kind, share); the first is the one that is tried."""

    title: str
    brief: str
    goal: str
    ends_at: datetime
    arms: Sequence[tuple[str, int]]
    goal_space_id: int | None = None
    goal_item_id: int | None = None
    goal_url: str = ""
    questions: Sequence[tuple[str, Sequence[str]]] = ()
    audience_space_id: int | None = None
    idea_id: int | None = None
    lot: str = Lot.UNIT
    looks: int = 2
    base_percent: int = 20
    wanted_points: int = 10
    advocates_wanted: int = 8
    advocates_per_unit: int = 2
    hours_each: float = 2.0
    places: Sequence[str] = field(default_factory=tuple)


@transaction.atomic
def save(*, viewer: Viewer, plan: Plan, campaign_id: int | None = None, at: datetime) -> Campaign:
    """This will write down a campaign, or change one that has not begun.

    Texts of ways that stay are kept. Raises NotAllowed, PlanIsFrozen, WrongPlan, GoalIsMissing, TwoArmsAtLeast,
    TextIsTooLong.
    """
    check_keeper(viewer)
    _check(viewer, plan, at)
    if campaign_id is None:
        campaign = Campaign(made_by_id=viewer.person_id, made_at=at)
    else:
        campaign = hold(viewer, campaign_id)
        if campaign.state not in ("draft", "preparing"):
            raise PlanIsFrozen
    for name in (
        "goal", "ends_at", "goal_space_id", "goal_item_id", "audience_space_id", "idea_id", "lot", "looks",
        "base_percent", "wanted_points", "advocates_wanted", "advocates_per_unit", "hours_each",
    ):  # fmt: skip
        setattr(campaign, name, getattr(plan, name))
    campaign.title, campaign.brief = check_words(plan.title, most=MOST_HEADLINE), check_words(plan.brief)
    campaign.goal_url = plan.goal_url.strip()
    campaign.questions = [
        {
            "question": check_words(question, most=MOST_QUESTION),
            "options": [check_words(each, most=MOST_OPTION) for each in options],
        }
        for question, options in plan.questions
    ]
    campaign.save()
    _keep_arms(campaign, plan.arms)
    _keep_places(campaign, plan)
    audit.note("campaigns.campaign.saved", at=at, actor=viewer.person_id, campaign=campaign.pk)
    return campaign


def _check(viewer: Viewer, plan: Plan, at: datetime) -> None:
    kinds = [kind for kind, _share in plan.arms]
    if not 2 <= len(kinds) <= MOST_ARMS or len(set(kinds)) != len(kinds):
        raise TwoArmsAtLeast
    if kinds[0] == Arm.Kind.NOTHING or any(kind not in Arm.Kind.values for kind in kinds):
        raise TwoArmsAtLeast
    fits = (
        plan.title.strip(), plan.brief.strip(), plan.goal in Goal.values, plan.lot in Lot.values, plan.ends_at > at,
        1 <= plan.looks <= MOST_LOOKS, 0 <= plan.base_percent <= 95, 1 <= plan.wanted_points <= 80,
        1 <= plan.advocates_wanted <= 200, 1 <= plan.advocates_per_unit <= 50, 0.25 <= plan.hours_each <= 100,
        all(1 <= share <= 10 for _kind, share in plan.arms),
    )  # fmt: skip
    if not all(fits):
        raise WrongPlan
    _check_goal(viewer, plan)
    for space_id in (plan.audience_space_id, plan.goal_space_id):
        space = Space.objects.filter(pk=space_id).first() if space_id is not None else None
        if space_id is not None and (space is None or not may_know(viewer, space)):
            raise WrongPlan
    if plan.idea_id is not None:
        contents.visible_item(viewer, plan.idea_id)


def _check_goal(viewer: Viewer, plan: Plan) -> None:
    if plan.goal == Goal.JOINED and plan.goal_space_id is None:
        raise GoalIsMissing
    if plan.goal in (Goal.ANSWERED, Goal.READ):
        if plan.goal_item_id is None:
            raise GoalIsMissing
        contents.visible_item(viewer, plan.goal_item_id)
    if plan.goal == Goal.LINK:
        address = urlsplit(plan.goal_url.strip())
        if address.scheme not in ("http", "https") or not address.hostname:
            raise GoalIsMissing
    if plan.goal == Goal.RECALLED:
        complete = [
            question.strip() and 2 <= len([each for each in options if each.strip()]) == len(options) <= 6
            for question, options in plan.questions
        ]
        if len(complete) != 2 or not all(complete):
            raise GoalIsMissing


def _keep_arms(campaign: Campaign, wanted: Sequence[tuple[str, int]]) -> None:
    kinds = [kind for kind, _share in wanted]
    campaign.arms.exclude(kind__in=kinds).delete()
    there = {arm.kind: arm for arm in campaign.arms.all()}
    for arm in there.values():  # Out of the way first: places are unique.
        arm.position += 100
        arm.save(update_fields=["position"])
    for place, (kind, share) in enumerate(wanted):
        arm = there.get(kind) or Arm(campaign=campaign, kind=kind)
        arm.position, arm.share = place, share
        arm.save()


def _keep_places(campaign: Campaign, plan: Plan) -> None:
    has_posters = any(kind == Arm.Kind.POSTER for kind, _share in plan.arms)
    named = [check_words(each, most=MOST_PLACE) for each in plan.places if each.strip()] if has_posters else []
    labels = list(dict.fromkeys(named))[:200]
    campaign.places.exclude(label__in=labels).delete()
    there = set(campaign.places.values_list("label", flat=True))
    Place.objects.bulk_create(
        Place(campaign=campaign, label=label, token=new_token(POSTER)) for label in labels if label not in there
    )


@transaction.atomic
def prepare(*, viewer: Viewer, campaign_id: int, at: datetime) -> Campaign:
    """This will open the work on the texts; with advocates a closed workshop of their own. Raises WrongStep."""
    campaign = hold(viewer, campaign_id, "draft")
    LIFECYCLE.check(campaign.state, "preparing")
    campaign.state = "preparing"
    if campaign.workshop_id is None and campaign.arms.filter(kind=Arm.Kind.ADVOCATES).exists():
        campaign.workshop = _workshop(campaign, viewer, at)
    campaign.save(update_fields=["state", "workshop"])
    tell("campaign.prepared", campaign, viewer.person_id, at)
    return campaign


def _workshop(campaign: Campaign, viewer: Viewer, at: datetime) -> Space:
    space = spaces.create(
        actor=viewer, name=f"{campaign.title[:60]} (workshop)", slug=f"workshop-{to_text(campaign.pk)}",
        joining="secret", tagline="Where the message is written, by those who carry it", welcome=campaign.brief,
        at=at,
    )  # fmt: skip
    others = [*Keeper.objects.exclude(person_id=viewer.person_id).values_list("person_id", flat=True)]
    for person_id in others:
        spaces.add_member(space=space, person_id=person_id, role="moderator", by=viewer.person_id, at=at)
    return space


@transaction.atomic
def cancel(*, viewer: Viewer, campaign_id: int, at: datetime) -> Campaign:
    """This will call off a campaign that has not begun. Raises WrongStep."""
    campaign = hold(viewer, campaign_id, "draft", "preparing")
    campaign.state = "cancelled"
    campaign.save(update_fields=["state"])
    close_workshop(campaign, viewer.person_id, at)
    audit.note("campaigns.campaign.cancelled", at=at, actor=viewer.person_id, campaign=campaign.pk)
    tell("campaign.cancelled", campaign, viewer.person_id, at)
    return campaign


@transaction.atomic
def appoint(*, viewer: Viewer, person_id: int, is_keeper: bool, at: datetime) -> None:
    """This will let a colleague plan campaigns, or not any more; administrators decide. Raises NotAllowed."""
    if not viewer.is_admin:
        raise NotAllowed
    if not Person.objects.filter(pk=person_id, is_active=True, is_employee=True).exists():
        raise NotAllowed
    if is_keeper:
        Keeper.objects.get_or_create(person_id=person_id, defaults={"since_at": at})
    else:
        Keeper.objects.filter(person_id=person_id).delete()
    audit.note("campaigns.keeper.changed", at=at, actor=viewer.person_id, subject=person_id, is_keeper=is_keeper)
