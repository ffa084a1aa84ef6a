"""The writing door of questions: ask, answer, accept, verify, link duplicates, invite, name experts."""

from datetime import datetime
from typing import Any

from django.db import transaction

from folkmoot.base import outbox
from folkmoot.base.audit import actions as audit
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content import voices
from folkmoot.commons.content.models import Item, ItemTag, Tag
from folkmoot.commons.content.refusals import NotAllowed, WrongState
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.viewer import Viewer

from . import logic, policy
from .models import Answer, Expert, Invitation
from .refusals import CannotInvite, IsItself, NotAnEmployee, TitleIsTooShort, TooManyInvitations

MAX_INVITATIONS = 5


def ask(*, viewer: Viewer, title: str, body: str = "", at: datetime, **how: Any) -> Item:
    """This will publish a question; `how` is what `content.actions.publish` takes besides.

    Raises TitleIsTooShort or a Refused of content.
    """
    if len(title.strip()) < logic.MIN_TITLE and not how.get("as_draft"):
        raise TitleIsTooShort
    return content.publish(viewer=viewer, kind="question", title=title, body=body, at=at, **how)


def answer(*, viewer: Viewer, question_id: int, body: str, at: datetime, **how: Any) -> Item:
    """This will answer a question (and nothing else); raises Item.DoesNotExist or a Refused of content."""
    question = contents.visible_item(viewer, question_id, kind="question")
    return content.reply(viewer=viewer, parent_id=question.id, kind="answer", body=body, at=at, **how)


@transaction.atomic
def accept_answer(*, viewer: Viewer, answer_id: int, at: datetime) -> Answer:
    """This will say that an answer solved the question, which is resolved by it; by who asked, or a moderator.

    Where a space wants a single accepted answer, the one before gives way. Raises NotAllowed, WrongState.
    """
    found, question, is_mine = _hold(viewer, answer_id)
    if not policy.may_accept(viewer, question, is_mine=is_mine):
        raise NotAllowed
    if not found.is_published:
        raise WrongState
    marks, _ = Answer.objects.get_or_create(item=found, defaults={"question": question})
    if marks.accepted_at is not None:
        return marks
    if question.space is not None and not question.space.several_accepted:
        _withdraw(Answer.objects.filter(question=question, accepted_at__isnull=False))
    marks.accepted_at, marks.accepted_by_id = at, None if _speaks_as_alias(question, is_mine) else viewer.person_id
    marks.save(update_fields=["accepted_at", "accepted_by"])
    content.touch(item_id=found.id)
    content.resolve(viewer=viewer, item_id=question.id, at=at)
    _tell("qa.answer.accepted", viewer, found, question, is_mine, at)
    return marks


@transaction.atomic
def withdraw_acceptance(*, viewer: Viewer, answer_id: int, at: datetime) -> Answer:
    """This will take back that an answer is accepted; without any other, the question is open again."""
    found, question, is_mine = _hold(viewer, answer_id)
    if not policy.may_accept(viewer, question, is_mine=is_mine):
        raise NotAllowed
    marks = Answer.objects.filter(item=found).first()
    if marks is None or marks.accepted_at is None:
        raise WrongState
    _withdraw(Answer.objects.filter(item=found))
    if not Answer.objects.filter(question=question, accepted_at__isnull=False).exists():
        content.reopen(viewer=viewer, item_id=question.id, at=at)
    _tell("qa.answer.acceptance_withdrawn", viewer, found, question, is_mine, at)
    marks.refresh_from_db()
    return marks


def _withdraw(answers: Any) -> None:
    for item_id in list(answers.values_list("item_id", flat=True)):
        Answer.objects.filter(item_id=item_id).update(accepted_at=None, accepted_by=None)
        content.touch(item_id=item_id)


@transaction.atomic
def verify_answer(*, viewer: Viewer, answer_id: int, at: datetime) -> Answer:
    """This will put the mark of an expert on an answer, with the expert's name; raises NotAllowed."""
    found, question, _ = _hold(viewer, answer_id)
    if not _may_verify(viewer, found, question):
        raise NotAllowed
    marks, _ = Answer.objects.get_or_create(item=found, defaults={"question": question})
    if marks.verified_at is None:
        marks.verified_at, marks.verified_by_id = at, viewer.person_id
        marks.save(update_fields=["verified_at", "verified_by"])
        content.touch(item_id=found.id)
        _tell("qa.answer.verified", viewer, found, question, False, at)
    return marks


@transaction.atomic
def withdraw_verification(*, viewer: Viewer, answer_id: int, at: datetime) -> None:
    """This will take the expert's mark away; by whoever may give it. Raises NotAllowed."""
    found, question, _ = _hold(viewer, answer_id)
    if not _may_verify(viewer, found, question):
        raise NotAllowed
    if Answer.objects.filter(item=found, verified_at__isnull=False).update(verified_at=None, verified_by=None):
        content.touch(item_id=found.id)
        _tell("qa.answer.verification_withdrawn", viewer, found, question, False, at)


def _may_verify(viewer: Viewer, found: Item, question: Item) -> bool:
    tags = ItemTag.objects.filter(item=question).values("tag_id")
    is_expert = Expert.objects.filter(person_id=viewer.person_id, tag_id__in=tags).exists()
    return policy.may_verify(viewer, found, is_mine=voices.is_mine(viewer, found), is_expert=is_expert)


def mark_duplicate(*, viewer: Viewer, question_id: int, of_id: int, at: datetime) -> Item:
    """This will point a question at the one that was asked before; raises NotAllowed, IsItself, DoesNotExist."""
    if question_id == of_id:
        raise IsItself
    contents.visible_item(viewer, question_id, kind="question")
    return content.mark_duplicate(viewer=viewer, item_id=question_id, of_id=of_id, at=at)


def unmark_duplicate(*, viewer: Viewer, question_id: int, at: datetime) -> Item:
    """This will say that a question is one of its own after all; raises NotAllowed."""
    contents.visible_item(viewer, question_id, kind="question")
    return content.unmark_duplicate(viewer=viewer, item_id=question_id, at=at)


@transaction.atomic
def invite(*, viewer: Viewer, question_id: int, person_id: int, at: datetime) -> Invitation:
    """This will ask somebody, who may see the question, for an answer; once each, however often it is tried.

    Raises NotAllowed, TooManyInvitations, and one and the same CannotInvite for people who do not exist, cannot see
    the question, are kept away, or wrote it (which would unmask an alias).
    """
    question = contents.visible_item(viewer, question_id, kind="question")
    if not policy.may_invite(viewer, question):
        raise NotAllowed
    is_hidden = person_id in viewer.hidden_person_ids or person_id in (viewer.person_id, question.author_id)
    if is_hidden or person_id not in contents.in_audience_for_system(question, [person_id]):
        raise CannotInvite
    as_alias = _speaks_as_alias(question, voices.is_mine(viewer, question))
    by = None if as_alias else viewer.person_id
    Item.objects.select_for_update(no_key=True).filter(id=question.id).first()
    if Invitation.objects.filter(question=question, by_id=by).count() >= MAX_INVITATIONS:
        raise TooManyInvitations
    invitation, is_new = Invitation.objects.get_or_create(
        question=question, person_id=person_id, defaults={"by_id": by, "at": at}
    )
    if is_new:
        outbox.record(
            "qa.answer.invited", at=at, actor=by, alias=question.alias_id if as_alias else None, item=question.id,
            root=question.id, person=person_id, space=question.space_id,
        )  # fmt: skip
    return invitation


@transaction.atomic
def name_expert(*, viewer: Viewer, tag_id: int, person_id: int, at: datetime) -> Expert:
    """This will let an employee verify answers under a tag; by administrators. Raises NotAllowed, NotAnEmployee."""
    if not policy.may_name_experts(viewer):
        raise NotAllowed
    if not Person.objects.filter(id=person_id, is_employee=True, is_active=True).exists():
        raise NotAnEmployee
    tag = Tag.objects.get(id=tag_id)
    expert, is_new = Expert.objects.get_or_create(
        tag_id=tag.synonym_of_id or tag.id,
        person_id=person_id,
        defaults={"named_by_id": viewer.person_id, "named_at": at},
    )
    if is_new:
        audit.note("qa.expert.named", at=at, actor=viewer.person_id, subject=person_id, tag=tag.name)
        outbox.record("qa.expert.named", at=at, actor=viewer.person_id, person=person_id, data={"tag": tag.name})
    return expert


@transaction.atomic
def dismiss_expert(*, viewer: Viewer, tag_id: int, person_id: int, at: datetime) -> None:
    """This will take the right to verify under a tag back; marks already given stay. Raises NotAllowed."""
    if not policy.may_name_experts(viewer):
        raise NotAllowed
    if Expert.objects.filter(tag_id=tag_id, person_id=person_id).delete()[0]:
        audit.note("qa.expert.dismissed", at=at, actor=viewer.person_id, subject=person_id, tag=tag_id)


@transaction.atomic
def forget_removed_answers(*, item_ids: list[int], at: datetime) -> None:
    """This will take the acceptance from answers that were removed, and open questions nothing answers any more."""
    gone = Answer.objects.filter(item_id__in=item_ids, accepted_at__isnull=False).exclude(item__state="published")
    question_ids = set(gone.values_list("question_id", flat=True))
    _withdraw(gone)
    still = set(
        Answer.objects.filter(question_id__in=question_ids, accepted_at__isnull=False).values_list(
            "question_id", flat=True
        )
    )
    for question_id in question_ids - still:
        Item.objects.filter(id=question_id).update(resolved_at=None)
        content.touch(item_id=question_id)


def _hold(viewer: Viewer, answer_id: int) -> tuple[Item, Item, bool]:
    """An answer and its question, which is locked so that two people do not accept at once."""
    found = contents.visible_item(viewer, answer_id, kind="answer")
    if found.root_id is None:
        raise Item.DoesNotExist
    Item.objects.select_for_update(no_key=True).filter(id=found.root_id).first()
    question = contents.visible_item(viewer, found.root_id, kind="question")
    return found, question, voices.is_mine(viewer, question)


def _speaks_as_alias(question: Item, is_mine: bool) -> bool:
    return is_mine and question.alias_id is not None


def _tell(name: str, viewer: Viewer, found: Item, question: Item, is_mine: bool, at: datetime) -> None:
    as_alias = _speaks_as_alias(question, is_mine)
    outbox.record(
        name, at=at, actor=None if as_alias else viewer.person_id, alias=question.alias_id if as_alias else None,
        item=found.id, root=question.id, person=found.author_id, space=found.space_id,
    )  # fmt: skip
