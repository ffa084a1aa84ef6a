"""Questions: each verb done, refused, impossible."""

from datetime import timedelta

import pytest

from folkmoot.commons.content import actions as content
from folkmoot.commons.content.models import Item, Tag
from folkmoot.commons.content.refusals import NotAllowed, WrongState
from folkmoot.commons.spaces.viewer import GUEST
from folkmoot.listen.qa import actions, queries
from folkmoot.listen.qa.models import Answer, Expert, Invitation
from folkmoot.listen.qa.refusals import (
    CannotInvite,
    IsItself,
    NotAnEmployee,
    TitleIsTooShort,
    TooManyInvitations,
)
from folkmoot.listen.qa.tests.makers import events
from folkmoot.testing.makers import AT, make_item, make_person, make_reply, make_space, viewer

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


@pytest.fixture
def asked():
    """A question in a space, with two answers."""

    class Asked:
        asker, helper, other, moderator = (make_person() for _ in range(4))
        space = make_space(members=[asker, helper, other], moderators=[moderator])
        question = make_item(kind="question", author=asker, space=space, tags=["python"])
        first = make_reply(question, author=helper, kind="answer")
        second = make_reply(question, author=other, kind="answer")

    return Asked


def accept(who, answer):
    return actions.accept_answer(viewer=viewer(who), answer_id=answer.id, at=LATER)


def is_solved(question):
    return Item.objects.get(id=question.id).resolved_at is not None


def test_ask_with_a_title_that_says_nothing_is_refused():
    with pytest.raises(TitleIsTooShort):
        actions.ask(viewer=viewer(make_person()), title="Help!!", at=AT)


def test_answer_hangs_only_under_questions():
    person = make_person()
    question = actions.ask(viewer=viewer(person), title="How does one ask well?", at=AT)
    found = actions.answer(viewer=viewer(make_person()), question_id=question.id, body="Like this.", at=AT)
    assert (found.kind, found.root_id, found.parent_id) == ("answer", question.id, question.id)
    with pytest.raises(Item.DoesNotExist):
        actions.answer(viewer=viewer(person), question_id=make_item().id, body="Like this.", at=AT)


def test_accept_by_asker_or_moderator_solves_the_question(asked):
    for who, answer in ((asked.asker, asked.first), (asked.moderator, asked.second)):
        marks = accept(who, answer)
        assert (marks.accepted_at, marks.accepted_by_id) == (LATER, who.id)
    assert is_solved(asked.question)
    assert len(events("qa.answer.accepted")) == 2


def test_accept_twice_changes_nothing(asked):
    accept(asked.asker, asked.first)
    accept(asked.asker, asked.first)
    assert len(events("qa.answer.accepted")) == 1


def test_accept_by_others_is_refused(asked):
    for who in (asked.helper, make_person()):
        with pytest.raises(NotAllowed):
            accept(who, asked.first)
    with pytest.raises(Item.DoesNotExist):
        actions.accept_answer(viewer=GUEST, answer_id=asked.first.id, at=AT)
    with pytest.raises(Item.DoesNotExist):
        accept(asked.asker, make_reply(asked.question))


def test_accept_where_only_one_may_be_takes_the_place_of_the_other(asked):
    type(asked.space).objects.filter(id=asked.space.id).update(several_accepted=False)
    accept(asked.asker, asked.first)
    accept(asked.asker, asked.second)
    accepted = Answer.objects.filter(accepted_at__isnull=False).values_list("item_id", flat=True)
    assert list(accepted) == [asked.second.id]


def test_accept_under_an_alias_names_nobody():
    asker = make_person()
    space = make_space(members=[asker], voices=["anonymous"])
    question = make_item(kind="question", author=asker, space=space, voice="anonymous")
    answer = make_reply(question, kind="answer")
    assert accept(asker, answer).accepted_by_id is None
    event = events("qa.answer.accepted")[0]
    assert (event.actor, event.alias) == (None, question.alias_id)
    friend = make_person()
    actions.invite(viewer=viewer(asker), question_id=question.id, person_id=friend.id, at=AT)
    assert Invitation.objects.get().by_id is None
    assert events("qa.answer.invited")[0].actor is None


def test_withdraw_acceptance_of_the_last_one_opens_the_question(asked):
    accept(asked.asker, asked.first)
    accept(asked.asker, asked.second)
    actions.withdraw_acceptance(viewer=viewer(asked.asker), answer_id=asked.first.id, at=LATER)
    assert is_solved(asked.question)
    actions.withdraw_acceptance(viewer=viewer(asked.asker), answer_id=asked.second.id, at=LATER)
    assert not is_solved(asked.question)
    with pytest.raises(WrongState):
        actions.withdraw_acceptance(viewer=viewer(asked.asker), answer_id=asked.second.id, at=LATER)
    with pytest.raises(NotAllowed):
        actions.withdraw_acceptance(viewer=viewer(asked.helper), answer_id=asked.second.id, at=LATER)


def test_forget_removed_answers_opens_the_question_again(asked):
    accept(asked.asker, asked.first)
    content.delete(viewer=viewer(asked.helper), item_id=asked.first.id, at=LATER)
    actions.forget_removed_answers(item_ids=[asked.first.id, asked.second.id], at=LATER)
    assert not is_solved(asked.question)


def test_verify_by_a_named_expert_or_a_moderator_only(asked):
    expert = make_person()
    tag = Tag.objects.get(name="python")
    with pytest.raises(NotAllowed):
        actions.verify_answer(viewer=viewer(expert), answer_id=asked.first.id, at=AT)
    actions.name_expert(viewer=viewer(make_person(admin=True)), tag_id=tag.id, person_id=expert.id, at=AT)
    assert actions.verify_answer(viewer=viewer(expert), answer_id=asked.first.id, at=AT).verified_by_id == expert.id
    actions.verify_answer(viewer=viewer(asked.moderator), answer_id=asked.second.id, at=AT)
    own = make_reply(asked.question, author=expert, kind="answer")
    with pytest.raises(NotAllowed):
        actions.verify_answer(viewer=viewer(expert), answer_id=own.id, at=AT)
    actions.withdraw_verification(viewer=viewer(expert), answer_id=asked.first.id, at=AT)
    assert Answer.objects.get(item=asked.first).verified_at is None


def test_name_expert_only_by_administrators_and_only_employees():
    tag = Tag.objects.create(name="payroll")
    admin, person, customer = make_person(admin=True), make_person(), make_person(employee=False)
    with pytest.raises(NotAllowed):
        actions.name_expert(viewer=viewer(person), tag_id=tag.id, person_id=person.id, at=AT)
    with pytest.raises(NotAnEmployee):
        actions.name_expert(viewer=viewer(admin), tag_id=tag.id, person_id=customer.id, at=AT)
    actions.name_expert(viewer=viewer(admin), tag_id=tag.id, person_id=person.id, at=AT)
    actions.dismiss_expert(viewer=viewer(admin), tag_id=tag.id, person_id=person.id, at=AT)
    assert not Expert.objects.exists()
    with pytest.raises(NotAllowed):
        actions.dismiss_expert(viewer=viewer(person), tag_id=tag.id, person_id=person.id, at=AT)


def test_mark_duplicate_leads_to_the_first_of_a_chain(asked):
    oldest, middle = (make_item(kind="question", author=asked.asker) for _ in range(2))
    me = viewer(asked.asker)
    actions.mark_duplicate(viewer=me, question_id=middle.id, of_id=oldest.id, at=AT)
    found = actions.mark_duplicate(viewer=me, question_id=asked.question.id, of_id=middle.id, at=AT)
    assert found.duplicate_of_id == oldest.id
    assert {each.id for each in queries.related(me, oldest).duplicates} == {middle.id, asked.question.id}
    with pytest.raises(WrongState):
        actions.mark_duplicate(viewer=me, question_id=oldest.id, of_id=middle.id, at=AT)
    actions.unmark_duplicate(viewer=me, question_id=middle.id, at=AT)
    assert Item.objects.get(id=middle.id).duplicate_of_id is None


def test_mark_duplicate_refused_for_others_itself_and_what_is_hidden(asked):
    secret = make_item(kind="question", space=make_space(joining="secret"))
    me = viewer(asked.asker)
    with pytest.raises(IsItself):
        actions.mark_duplicate(viewer=me, question_id=asked.question.id, of_id=asked.question.id, at=AT)
    for of in (secret, asked.first):
        with pytest.raises(Item.DoesNotExist):
            actions.mark_duplicate(viewer=me, question_id=asked.question.id, of_id=of.id, at=AT)
    other = make_item(kind="question")
    with pytest.raises(NotAllowed):
        actions.mark_duplicate(viewer=viewer(asked.helper), question_id=asked.question.id, of_id=other.id, at=AT)


def test_related_hides_an_original_the_viewer_may_not_see():
    boss = make_person()
    hidden = make_item(kind="question", author=boss, space=make_space(joining="secret", members=[boss]))
    question = make_item(kind="question", author=boss)
    actions.mark_duplicate(viewer=viewer(boss), question_id=question.id, of_id=hidden.id, at=AT)
    question.refresh_from_db()
    assert queries.related(viewer(boss), question).original == hidden
    assert queries.related(viewer(make_person()), question).original is None


def test_invite_tells_once_and_has_limits(asked):
    invitee, me = make_person(), viewer(asked.helper)
    for _ in range(2):
        actions.invite(viewer=me, question_id=asked.question.id, person_id=invitee.id, at=AT)
    event = events("qa.answer.invited")[0]
    assert (event.person, event.item, event.actor) == (invitee.id, asked.question.id, asked.helper.id)
    for _ in range(4):
        actions.invite(viewer=me, question_id=asked.question.id, person_id=make_person().id, at=AT)
    with pytest.raises(TooManyInvitations):
        actions.invite(viewer=me, question_id=asked.question.id, person_id=make_person().id, at=AT)


def test_invite_refused_alike_for_whoever_cannot_be_asked(asked):
    for person_id in (make_person(employee=False).id, asked.asker.id, asked.helper.id, 12345):
        with pytest.raises(CannotInvite):
            actions.invite(viewer=viewer(asked.helper), question_id=asked.question.id, person_id=person_id, at=AT)


def test_questions_show_what_their_name_says(asked):
    accept(asked.asker, asked.first)
    lonely = make_item(kind="question", author=asked.other)
    me = viewer(asked.asker)
    shown = {show: {each.id for each in queries.questions(me, show=show)} for show in queries.SHOWN}
    assert shown["all"] == {asked.question.id, lonely.id}
    assert shown["unanswered"] == {lonely.id}
    assert shown["solved"] == shown["mine"] == {asked.question.id}
    assert shown["unsolved"] == set()
    assert queries.question_counts(me)["all"] == 2
    assert queries.question_counts(GUEST)["all"] == 0
    assert [each.id for each in queries.questions(me, tag="Python")] == [asked.question.id]


def test_who_may_know_puts_experts_first(asked):
    expert = make_person()
    tag = Tag.objects.get(name="python")
    actions.name_expert(viewer=viewer(make_person(admin=True)), tag_id=tag.id, person_id=expert.id, at=AT)
    Item.objects.filter(id=asked.first.id).update(score=3, up_count=3)
    found = queries.who_may_know(viewer(asked.asker), asked.question, at=AT)
    assert [each.person for each in found][:2] == [expert, asked.helper]
    assert queries.who_may_know(GUEST, asked.question, at=AT) == []
