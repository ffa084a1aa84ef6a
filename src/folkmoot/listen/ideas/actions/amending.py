"""Amendments: another text, proposed with a reason, looked at as a difference, taken or not."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from folkmoot.commons.content import actions as content
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.actions.publishing import check_title
from folkmoot.commons.content.refusals import NotAllowed, WrongState
from folkmoot.commons.content.texts import read as read_text
from folkmoot.commons.spaces.viewer import Viewer

from .. import policy
from ..models import Amendment
from ..refusals import NothingChanged, TextHasMoved, TooMany
from .holding import Held, check_words, hold, tell

MOST_OPEN = 5


@transaction.atomic
def propose_amendment(
    *, viewer: Viewer, item_id: int, title: str, body: str, why: str = "", at: datetime
) -> Amendment:
    """This will propose another text for somebody else's idea, under one's name.

    Raises NotAllowed, NothingChanged, TooMany (five open ones a person), TextIsEmpty, TextIsTooLong.
    """
    held = hold(viewer, item_id)
    if not policy.may_amend(viewer, held.item, held.idea, held.standing):
        raise NotAllowed
    title, body = check_title(title, is_needed=True), body.replace("\r\n", "\n").strip("\n")
    if (title, body) == (held.item.title, held.item.body):
        raise NothingChanged
    read_text(body, audience=held.item.audience, space_id=held.item.space_id)
    before = Amendment.objects.filter(idea=held.idea)
    if before.filter(by_id=viewer.person_id, state="proposed").count() >= MOST_OPEN:
        raise TooMany
    number = (before.aggregate(most=Max("number"))["most"] or 0) + 1
    made = Amendment.objects.create(
        idea=held.idea, number=number, by_id=viewer.person_id, base_title=held.item.title, base_body=held.item.body,
        title=title, body=body, why=check_words(why), at=at,
    )  # fmt: skip
    tell("ideas.amendment.proposed", held, at, person=held.item.author_id, amendment=number)
    return made


@transaction.atomic
def accept_amendment(*, viewer: Viewer, item_id: int, number: int, text_version: int, at: datetime) -> Amendment:
    """This will make a proposed text the idea's, with its proposer credited in the history.

    By the author, a co-author or the owner, who looked at the difference to `text_version` (`contents.text_version`).
    Raises NotAllowed, WrongState, TextHasMoved.
    """
    held, asked = _hold(viewer, item_id, number)
    if not policy.may_accept_amendment(held.standing):
        raise NotAllowed
    if text_version != contents.text_version(held.item):
        raise TextHasMoved
    who = asked.by.name if asked.by is not None else ""
    content.amend(
        viewer=viewer, item_id=item_id, title=asked.title, body=asked.body, editor_id=asked.by_id, comment=who, at=at
    )
    _answer(held, asked, "accepted", "", at)
    tell("ideas.amendment.accepted", held, at, person=asked.by_id, amendment=number)
    return asked


@transaction.atomic
def decline_amendment(*, viewer: Viewer, item_id: int, number: int, answer: str = "", at: datetime) -> Amendment:
    """This will not take a proposed text; its proposer hears why. Raises NotAllowed, WrongState."""
    held, asked = _hold(viewer, item_id, number)
    if not policy.may_accept_amendment(held.standing):
        raise NotAllowed
    _answer(held, asked, "declined", check_words(answer), at)
    tell("ideas.amendment.declined", held, at, person=asked.by_id, amendment=number)
    return asked


@transaction.atomic
def withdraw_amendment(*, viewer: Viewer, item_id: int, number: int, at: datetime) -> Amendment:
    """This will take one's own proposal back. Raises NotAllowed, WrongState."""
    _held, asked = _hold(viewer, item_id, number)
    if asked.by_id != viewer.person_id:
        raise NotAllowed
    asked.state, asked.answered_at = "withdrawn", at
    asked.save(update_fields=["state", "answered_at"])
    return asked


def _hold(viewer: Viewer, item_id: int, number: int) -> tuple[Held, Amendment]:
    held = hold(viewer, item_id)
    asked = Amendment.objects.select_related("by").get(idea=held.idea, number=number)
    if asked.state != "proposed":
        raise WrongState
    return held, asked


def _answer(held: Held, asked: Amendment, state: str, words: str, at: datetime) -> None:
    asked.state, asked.answer, asked.answered_at, asked.answered_by_id = state, words, at, held.signature
    asked.save(update_fields=["state", "answer", "answered_at", "answered_by"])
