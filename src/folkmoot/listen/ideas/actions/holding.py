"""What every verb needs: the idea under lock, what the actor is to it, and the marks that a change leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from folkmoot.base import markup, outbox
from folkmoot.base.letters import at_most
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content import voices
from folkmoot.commons.content.actions.holding import hold as hold_item
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.refusals import NotAllowed, TextIsTooLong, WrongState
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic, policy, queries
from ..models import Campaign, CoAuthor, Idea, Step
from ..refusals import CannotBeAsked, SayWhy, WrongNumber

MOST_MONEY = Decimal(10**9)


@dataclass(frozen=True, slots=True)
class Held:
    """An idea under the lock of its item, with what the actor is to it."""

    item: Item
    idea: Idea
    standing: policy.Standing
    viewer: Viewer

    @property
    def campaign(self) -> Campaign | None:
        return self.idea.campaign

    @property
    def machine(self) -> logic.Machine:
        return queries.machine_of(self.idea.campaign)

    @property
    def signature(self) -> int | None:
        """Who signs a row: the actor, and nobody for an author who speaks under an alias."""
        speaks_as_alias = self.standing.is_author and self.item.alias_id is not None
        return None if speaks_as_alias else self.viewer.person_id


def hold(viewer: Viewer, item_id: int) -> Held:
    """This will lock an idea that the viewer may see, so that no vote and no other verb gets in between."""
    held = hold_item(viewer, item_id)
    if held.item.kind != "idea":
        raise Item.DoesNotExist
    idea = Idea.objects.select_related("campaign__item").filter(pk=item_id).first()
    if idea is None:
        raise Item.DoesNotExist
    if not held.item.is_published:
        raise WrongState
    return Held(held.item, idea, queries.standing(viewer, held.item, idea), viewer)


def hold_to_decide(viewer: Viewer, item_id: int) -> Held:
    held = hold(viewer, item_id)
    if not held.standing.is_decider:
        raise NotAllowed
    return held


def tell(name: str, held: Held, at: datetime, *, person: int | None = None, **data: Any) -> None:
    """This will log what the actor did; who speaks under an alias acts as that alias."""
    is_alias = held.standing.is_author and held.item.alias_id is not None
    outbox.record(
        name, at=at, actor=None if is_alias else held.viewer.person_id,
        alias=held.item.alias_id if is_alias else None, item=held.item.id, root=held.item.id, person=person,
        space=held.item.space_id, data={"campaign": held.idea.campaign_id, **data},
    )  # fmt: skip


def save(held: Held, **values: Any) -> None:
    """This will write values to the idea and have its page drawn anew."""
    for name, value in values.items():
        setattr(held.idea, name, value)
    Idea.objects.filter(pk=held.idea.pk).update(**values)
    content.touch(item_id=held.item.id)


def enter(
    idea: Idea, stage: logic.Stage, at: datetime, *, by: int | None = None, by_rule: bool = False, words: str = "",
    **values: Any,
) -> None:  # fmt: skip
    """This will bring an idea into a stage, and write the step into its story."""
    due = (at + timedelta(days=stage.days)).date() if stage.days is not None else None
    values |= {
        "stage": stage.key, "phase": stage.phase, "stage_at": at, "stage_due_on": due, "stage_told_at": None,
    }  # fmt: skip
    for name, value in values.items():
        setattr(idea, name, value)
    Idea.objects.filter(pk=idea.pk).update(**values)
    Step.objects.create(
        idea=idea, phase=stage.phase, stage=stage.label, by_id=by, by_rule=by_rule, words=words[:300], at=at
    )
    content.touch(item_id=idea.pk)


def co_author_ids(idea: Idea) -> list[int]:
    joined = CoAuthor.objects.filter(idea=idea, state="joined", person__isnull=False)
    return list(joined.order_by("id").values_list("person_id", flat=True))  # type: ignore[arg-type]


def check_words(text: str, *, least: int = 0, most: int = 500) -> str:
    """The words without what surrounds them; raises SayWhy, TextIsTooLong."""
    text = at_most(most, text, TextIsTooLong)
    if len(text) < least:
        raise SayWhy
    return text


def check_money(amount: Decimal | None) -> Decimal | None:
    if amount is not None and not (amount.is_finite() and 0 <= amount < MOST_MONEY):
        raise WrongNumber
    return amount


def html_of(text: str) -> str:
    return markup.render(text).html


def check_reaches(item: Item, viewer: Viewer, person_id: int | None) -> int:
    """Raise CannotBeAsked for somebody who cannot read the idea, or keeps away: the same words for all of them."""
    is_hidden = person_id is None or person_id in viewer.hidden_person_ids
    if is_hidden or person_id not in contents.in_audience_for_system(item, [person_id]):  # type: ignore[list-item]
        raise CannotBeAsked
    return person_id  # type: ignore[return-value]


def is_author(item: Item, person_id: int) -> bool:
    """Whether somebody wrote it; asked of an alias only where the answer is told to nobody."""
    if item.author_id is not None:
        return item.author_id == person_id
    behind: Mapping[int, int] = voices.behind_for_system([item.alias_id]) if item.alias_id is not None else {}
    return person_id in behind.values()
