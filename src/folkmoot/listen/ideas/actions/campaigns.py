"""Planning, opening and closing campaigns, and who answers in them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from folkmoot.base import outbox
from folkmoot.base.audit import actions as audit
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import kinds
from folkmoot.commons.content.actions.holding import hold as hold_item
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.refusals import NotAllowed, SignInFirst, TextIsTooLong, WrongState
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic, policy, queries
from ..models import CAMPAIGN_LIFECYCLE, PHASES, Campaign, Criterion, Idea, Role
from ..refusals import (
    BoxIsThere,
    DayIsOver,
    NobodyPromised,
    OverCapacity,
    SameCriterion,
    TooMany,
    WrongNumber,
    WrongStages,
)
from .holding import check_reaches

MOST_CRITERIA = 8
MOST_CAPACITY = 1000
MOST_WEIGHT = 10
RULES = (
    "door", "is_standing", "closes_on", "stages", "votes_each", "allows_down", "votes_needed", "votes_shown",
    "voters", "answer_days", "uses_pairs",
)  # fmt: skip


@transaction.atomic
def plan_campaign(
    *, viewer: Viewer, title: str, body: str = "", rules: Mapping[str, Any] | None = None, at: datetime, **how: Any
) -> Item:
    """This will plan a campaign: it can be read and followed, and takes ideas once it is opened.

    `rules` are fields of Campaign (RULES). Raises NotAllowed, WrongStages, WrongNumber, or a Refused of content.
    """
    if viewer.is_guest:
        raise SignInFirst
    if not policy.may_plan(viewer, how.get("space_id")):
        raise NotAllowed
    item = content.publish(viewer=viewer, kind="idea_campaign", title=title, body=body, at=at, by_room=True, **how)
    _set(Campaign.objects.get(pk=item.pk), rules or {})
    return item


def begin(viewer: Viewer, item: Item, at: datetime) -> None:
    """This will give a new item of kind "idea_campaign" its row."""
    Campaign.objects.create(item=item)


def changed(item: Item, change: kinds.Change) -> None:
    """Called in the transaction of every change of a campaign: its ideas go where it goes, to no more readers."""
    if change.deed in ("moved", "narrowed"):
        content.keep_with(lead=item, item_ids=Idea.objects.filter(campaign_id=item.pk).values("pk"), at=change.at)


@transaction.atomic
def change_campaign(
    *, viewer: Viewer, campaign_id: int, rules: Mapping[str, Any],
    criteria: Sequence[tuple[str, str, int]] | None = None, at: datetime,
) -> Campaign:  # fmt: skip
    """This will change a campaign's rules, and its criteria with them; ideas on their way go on by the new ones.

    How votes are shown is promised to voters: it can be changed before opening only. Raises NotAllowed, WrongStages,
    WrongNumber, WrongState, and what `set_criteria` raises: then nothing is changed.
    """
    _item, campaign = _hold(viewer, campaign_id)
    if campaign.state != "planned" and rules.get("votes_shown", campaign.votes_shown) != campaign.votes_shown:
        raise WrongState
    _set(campaign, rules)
    if criteria is not None:
        set_criteria(viewer=viewer, campaign_id=campaign_id, criteria=criteria, at=at)
    content.touch(item_id=campaign.pk)
    audit.note("ideas.campaign.change", at=at, actor=viewer.person_id, item=campaign.pk)
    return campaign


def _set(campaign: Campaign, rules: Mapping[str, Any]) -> None:
    if unknown := set(rules) - set(RULES):
        raise ValueError(f"no rules of campaigns: {sorted(unknown)}")
    if "stages" in rules:
        _check_stages(campaign, logic.machine(rules["stages"], PHASES))
    for name, value in rules.items():
        setattr(campaign, name, value)
    each, needed, days = campaign.votes_each, campaign.votes_needed, campaign.answer_days
    if not (1 <= days <= 365 and (each is None or 1 <= each <= 1000) and 0 <= needed <= 100_000):
        raise WrongNumber
    if campaign.is_standing:
        campaign.closes_on = None
    campaign.save()


def _check_stages(campaign: Campaign, machine: logic.Machine) -> None:
    """No idea falls out of its stage, or finds that the stage is for something else now."""
    phases = {each.key: each.phase for each in machine.stages}
    standing = Idea.objects.filter(campaign=campaign).exclude(phase="merged").values_list("stage", "phase").distinct()
    if any(phases.get(key) != phase for key, phase in standing):
        raise WrongStages(_("Ideas stand in a stage that you would take away. Move them first."))


@transaction.atomic
def open_campaign(*, viewer: Viewer, campaign_id: int, closes_on: date | None = None, at: datetime) -> Campaign:
    """This will have a campaign take ideas, also one that was closed before.

    Raises NotAllowed, WrongState, DayIsOver, BoxIsThere, NobodyPromised when no reviewer has said how many ideas they
    can answer, and OverCapacity when more are open already than they said.
    """
    item, campaign = _hold(viewer, campaign_id)
    if not CAMPAIGN_LIFECYCLE.may_move(campaign.state, "open") or not item.is_published:
        raise WrongState
    if closes_on is not None and not campaign.is_standing:
        campaign.closes_on = closes_on
    if campaign.closes_on is not None and campaign.closes_on < at.date():
        raise DayIsOver
    intake = queries.intake_for_system(campaign_id)
    if intake.capacity < 1:
        raise NobodyPromised
    if intake.is_over:
        raise OverCapacity
    campaign.state, campaign.opened_at, campaign.closed_at = "open", campaign.opened_at or at, None
    try:
        with transaction.atomic():
            campaign.save()
    except IntegrityError:
        raise BoxIsThere from None
    content.touch(item_id=campaign.pk)
    _tell("ideas.campaign.opened", viewer.person_id, item, at)
    return campaign


@transaction.atomic
def close_campaign(*, viewer: Viewer, campaign_id: int, at: datetime) -> Campaign:
    """This will end the intake; what is open is still answered. Votes that were sealed till then are opened."""
    item, campaign = _hold(viewer, campaign_id)
    if campaign.state != "open":
        raise WrongState
    _close(item, campaign, viewer.person_id, at)
    return campaign


@transaction.atomic
def close_due(*, at: datetime) -> int:
    """This will close campaigns whose last day is over; returns how many."""
    due = Campaign.objects.select_for_update(no_key=True, of=("self",)).filter(state="open", closes_on__lt=at.date())
    for campaign in (closed := list(due.select_related("item").order_by("pk"))):
        _close(campaign.item, campaign, None, at)
    return len(closed)


def _close(item: Item, campaign: Campaign, by: int | None, at: datetime) -> None:
    campaign.state, campaign.closed_at = "closed", at
    campaign.save(update_fields=["state", "closed_at"])
    if campaign.votes_shown == Campaign.Shown.AFTER_CLOSE:
        sealed = Item.objects.filter(are_votes_sealed=True, id__in=queries.all_idea_ids_for_system(campaign.pk))
        content.open_votes(item_ids=list(sealed.values_list("id", flat=True)), at=at)
    content.touch(item_id=campaign.pk)
    _tell("ideas.campaign.closed", by, item, at)


@transaction.atomic
def give_role(*, viewer: Viewer, campaign_id: int, person_id: int | None, name: str, at: datetime) -> Role:
    """This will name a reviewer or decider of a campaign, who is told. Raises NotAllowed, CannotBeAsked."""
    item, campaign = _hold(viewer, campaign_id)
    if name not in Role.Name.values:
        raise NotAllowed
    person_id = check_reaches(item, viewer, person_id)
    role, is_new = Role.objects.get_or_create(campaign=campaign, person_id=person_id, name=name, defaults={"at": at})
    if is_new:
        audit.note("ideas.role.give", at=at, actor=viewer.person_id, subject=person_id, item=item.id, role=name)
        _tell("ideas.reviewer.named", viewer.person_id, item, at, person=person_id, role=name)
    return role


@transaction.atomic
def take_role(*, viewer: Viewer, campaign_id: int, person_id: int, name: str, at: datetime) -> None:
    """This will end a role; by who runs the campaign, or by who has it."""
    if viewer.person_id == person_id:
        queries.visible_campaign(viewer, campaign_id)
    else:
        _hold(viewer, campaign_id)
    if Role.objects.filter(campaign_id=campaign_id, person_id=person_id, name=name).delete()[0]:
        audit.note("ideas.role.take", at=at, actor=viewer.person_id, subject=person_id, item=campaign_id, role=name)
        content.touch(item_id=campaign_id)


@transaction.atomic
def promise(*, viewer: Viewer, campaign_id: int, capacity: int, at: datetime) -> Role:
    """This will let a reviewer say how many open ideas of a campaign they can answer. Only they can say it.

    Raises NotAllowed, WrongNumber.
    """
    queries.visible_campaign(viewer, campaign_id)
    role = Role.objects.filter(campaign_id=campaign_id, person_id=viewer.person_id, name="reviewer").first()
    if role is None:
        raise NotAllowed
    if not 0 <= capacity <= MOST_CAPACITY:
        raise WrongNumber
    role.capacity, role.promised_at = capacity, at
    role.save(update_fields=["capacity", "promised_at"])
    content.touch(item_id=campaign_id)
    return role


@transaction.atomic
def set_criteria(
    *, viewer: Viewer, campaign_id: int, criteria: Sequence[tuple[str, str, int]], at: datetime
) -> list[Criterion]:
    """This will say what reviewers look at: (label, about, weight) each. One of the same label keeps its scores.

    Raises NotAllowed, TooMany, SameCriterion, WrongNumber, TextIsTooLong.
    """
    _item, campaign = _hold(viewer, campaign_id)
    wanted = [(" ".join(label.split()), about.strip(), weight) for label, about, weight in criteria if label.strip()]
    if len(wanted) > MOST_CRITERIA:
        raise TooMany
    if any(len(label) > 80 or len(about) > 300 for label, about, _weight in wanted):
        raise TextIsTooLong
    if len({label.casefold() for label, _about, _weight in wanted}) < len(wanted):
        raise SameCriterion
    if any(not 1 <= weight <= MOST_WEIGHT for _label, _about, weight in wanted):
        raise WrongNumber(_("A weight is a number from 1 to %(most)d.") % {"most": MOST_WEIGHT})
    known = {each.label: each for each in Criterion.objects.filter(campaign=campaign)}
    kept = []
    for position, (label, about, weight) in enumerate(wanted):
        criterion = known.get(label) or Criterion(campaign=campaign, label=label)
        criterion.about, criterion.weight, criterion.position = about, weight, position
        criterion.save()
        kept.append(criterion)
    Criterion.objects.filter(campaign=campaign).exclude(pk__in=[each.pk for each in kept]).delete()
    return kept


def _hold(viewer: Viewer, campaign_id: int) -> tuple[Item, Campaign]:
    """A campaign under lock, for somebody who runs it."""
    held = hold_item(viewer, campaign_id)
    if held.item.kind != "idea_campaign":
        raise Item.DoesNotExist
    campaign = Campaign.objects.select_for_update(no_key=True).filter(pk=campaign_id).first()
    if campaign is None:
        raise Item.DoesNotExist
    if not policy.may_run(viewer, campaign, held.item, queries.roles_of(viewer, campaign_id)):
        raise NotAllowed
    return held.item, campaign


def _tell(name: str, actor: int | None, item: Item, at: datetime, *, person: int | None = None, **data: Any) -> None:
    # A campaign under an alias is run by moderators; who opens it is not its author's secret, its author is.
    alias = item.alias_id
    outbox.record(
        name, at=at, actor=None if alias else actor, alias=alias, item=item.id, root=item.id, person=person,
        space=item.space_id, data={"campaign": item.id, **data},
    )  # fmt: skip
