"""Whose an idea is while it is made real, and what it is given: a sponsor, money, time."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from folkmoot.base.audit import actions as audit
from folkmoot.commons.content.refusals import NotAllowed, WrongState
from folkmoot.commons.spaces.viewer import Viewer

from ..models import Idea, Ownership
from ..refusals import AlreadyAsked, WrongNumber
from .holding import Held, check_money, check_reaches, check_words, hold, hold_to_decide, save, tell

MOST_HOURS = 100_000
_OWNED_IN = ("gather", "discuss", "evaluate", "develop")


@transaction.atomic
def offer_ownership(
    *, viewer: Viewer, item_id: int, person_id: int | None, words: str = "", at: datetime
) -> Ownership:
    """This will offer an idea to somebody who may then own it: by who decides, or by its owner, who hands it on.

    Nobody owns anything before saying yes. Raises NotAllowed, CannotBeAsked, AlreadyAsked, WrongState.
    """
    held = hold(viewer, item_id)
    if not (held.standing.is_decider or held.standing.is_owner):
        raise NotAllowed
    if held.idea.phase not in _OWNED_IN:
        raise WrongState
    person_id = check_reaches(held.item, viewer, person_id)
    if person_id == held.idea.owner_id or Ownership.objects.filter(
        idea=held.idea, state="offered", person_id=person_id
    ).exists():  # fmt: skip
        raise AlreadyAsked
    return offer(held, person_id, check_words(words), at)


def offer(held: Held, person_id: int, words: str, at: datetime) -> Ownership:
    """This will put an offer in the place of the one before, on an idea under lock."""
    Ownership.objects.filter(idea=held.idea, state="offered").update(state="ended", ended_at=at)
    made = Ownership.objects.create(
        idea=held.idea, person_id=person_id, state="offered", by_id=held.signature, words=words, at=at
    )
    tell("ideas.owner.offered", held, at, person=person_id, before=held.idea.owner_id)
    return made


@transaction.atomic
def take_ownership(*, viewer: Viewer, item_id: int, at: datetime) -> Idea:
    """This will make whom the idea was offered its owner, in place of the one before. Raises NotAllowed."""
    held, made = _offered(viewer, item_id)
    before = held.idea.owner_id
    Ownership.objects.filter(idea=held.idea, state="held").update(state="ended", ended_at=at)
    made.state, made.answered_at = "held", at
    made.save(update_fields=["state", "answered_at"])
    save(held, owner_id=viewer.person_id)
    tell("ideas.owner.changed", held, at, person=viewer.person_id, before=before)
    return held.idea


@transaction.atomic
def decline_ownership(*, viewer: Viewer, item_id: int, words: str = "", at: datetime) -> Idea:
    """This will say no to an offer; that is all right, and the idea stays its author's. Raises NotAllowed."""
    held, made = _offered(viewer, item_id)
    made.state, made.answered_at, made.words = "declined", at, check_words(words) or made.words
    made.save(update_fields=["state", "answered_at", "words"])
    tell("ideas.owner.declined", held, at, person=viewer.person_id, before=held.idea.owner_id)
    return held.idea


@transaction.atomic
def give_up_ownership(*, viewer: Viewer, item_id: int, at: datetime) -> Idea:
    """This will end the owner's ownership, with nobody in their place yet. Raises NotAllowed."""
    held = hold(viewer, item_id)
    if not held.standing.is_owner:
        raise NotAllowed
    Ownership.objects.filter(idea=held.idea, state="held").update(state="ended", ended_at=at)
    save(held, owner_id=None)
    tell("ideas.owner.changed", held, at, person=None, before=viewer.person_id)
    return held.idea


def _offered(viewer: Viewer, item_id: int) -> tuple[Held, Ownership]:
    held = hold(viewer, item_id)
    made = Ownership.objects.filter(idea=held.idea, state="offered", person_id=viewer.person_id).first()
    if made is None:
        raise NotAllowed
    return held, made


@transaction.atomic
def support(
    *, viewer: Viewer, item_id: int, sponsor_id: int | None, budget: Decimal | None = None, budget_line: str = "",
    hours: int = 0, at: datetime,
) -> Idea:  # fmt: skip
    """This will say what an idea is given to become real: who sponsors it, how much money from which line, and
    how many hours its people may spend on it. By who decides. Raises NotAllowed, CannotBeAsked, WrongNumber.
    """
    held = hold_to_decide(viewer, item_id)
    if not 0 <= hours <= MOST_HOURS:
        raise WrongNumber
    if sponsor_id is not None and sponsor_id != held.idea.sponsor_id:
        check_reaches(held.item, viewer, sponsor_id)
    is_new = sponsor_id is not None and sponsor_id != held.idea.sponsor_id
    line = check_words(budget_line, most=80)
    save(held, sponsor_id=sponsor_id, budget=check_money(budget), budget_line=line, hours_granted=hours)
    audit.note(
        "ideas.idea.support", at=at, actor=held.signature, subject=sponsor_id, item=item_id, budget=str(budget or 0),
        line=line, hours=hours,
    )  # fmt: skip
    if is_new:
        tell("ideas.sponsor.named", held, at, person=sponsor_id)
    return held.idea
