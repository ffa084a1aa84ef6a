"""The ledger: who is credited for what, for ever, and who learns of it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from folkmoot.acknowledge.credit import actions, ledger, queries, tasks
from folkmoot.acknowledge.credit.models import Award, Line
from folkmoot.base.clock import now
from folkmoot.base.ids import to_text
from folkmoot.base.outbox import record
from folkmoot.base.outbox.log import whole_log
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import deeds
from folkmoot.commons.content.refusals import NotAllowed
from folkmoot.commons.feed.models import Notification
from folkmoot.commons.people import actions as people
from folkmoot.commons.people.models import Person, Unit
from folkmoot.commons.spaces.viewer import GUEST
from folkmoot.listen.qa import actions as qa
from folkmoot.testing.makers import AT, make_item, make_person, make_reply, make_space, viewer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def deeds_of_tests():
    deeds.declare(
        deeds.Deed("tests.round.won", "won", "won a round", whose=lambda event: event.data["team"], weight=5),
        deeds.Deed("tests.talk.held", "talked", "held a talk", whose="person", audience=2),
    )
    yield
    for key in [("tests.round.won", "won:"), ("tests.talk.held", "talked:")]:
        deeds._deeds.pop(key)


def solved(asker, helper, **how):
    question = make_item(kind="question", author=asker, **how)
    answer = make_reply(question, kind="answer", author=helper)
    qa.accept_answer(viewer=viewer(asker), answer_id=answer.id, at=AT + timedelta(hours=1))
    return question, answer


def told():
    """As the relay does; what a test records is not committed, so the relay itself would not see it."""
    for events in whole_log():
        actions.note(events)


def verbs_of(reader, person):
    return sorted(entry.line.verb for entry in queries.lines_of(reader, person.pk).rows)


def test_asking_answering_and_accepting_earn_lines_that_point_at_the_deed():
    asker, helper = make_person(), make_person()
    _question, answer = solved(asker, helper)
    told()

    assert verbs_of(viewer(helper), asker) == ["asked"]
    assert verbs_of(viewer(asker), helper) == ["accepted", "answered"]
    line = Line.objects.get(verb="accepted")
    assert (line.person, line.item, line.giver, line.is_received) == (helper.pk, answer.pk, asker.pk, True)
    assert [entry.url for entry in queries.lines_of(viewer(asker), asker.pk).rows] != [""]


def test_accepting_ones_own_answer_earns_nothing():
    asker = make_person()
    solved(asker, asker)
    told()

    assert verbs_of(viewer(asker), asker) == ["answered", "asked"]


def test_an_acceptance_taken_back_is_taken_back_by_a_line_and_counts_again_when_it_is_given_again():
    asker, helper = make_person(), make_person()
    _question, answer = solved(asker, helper)
    for deed, hours in ((qa.withdraw_acceptance, 2), (qa.accept_answer, 3), (qa.withdraw_acceptance, 4)):
        deed(viewer=viewer(asker), answer_id=answer.id, at=AT + timedelta(hours=hours))
        told()
        expected = 1 if deed is qa.accept_answer else 0
        assert verbs_of(viewer(asker), helper).count("accepted") == expected
    assert Line.objects.filter(verb="accepted").count() == 4


def test_a_film_that_could_not_be_read_is_no_deed():
    author = make_person()
    item = make_item(kind="video", author=author)
    told()
    assert verbs_of(viewer(author), author) == ["filmed"]
    record("videos.video.refused", at=AT + timedelta(hours=1), item=item.id, root=item.id, person=author.pk)
    told()
    assert verbs_of(viewer(author), author) == []


def test_editing_what_another_wrote_is_a_deed_and_editing_ones_own_is_not():
    author, moderator = make_person(), make_person()
    space = make_space(moderators=[moderator])
    item = make_item(author=author, space=space)
    content.edit(viewer=viewer(moderator), item_id=item.pk, body="Clearer.", at=AT)
    content.edit(viewer=viewer(author), item_id=item.pk, body="Clearer still.", at=AT)
    told()

    assert verbs_of(viewer(author), moderator) == ["edited"]
    assert verbs_of(viewer(author), author) == ["published"]


def test_a_room_that_declares_a_deed_needs_no_change_here():
    first, second, colleague = make_person(), make_person(), make_person()
    with transaction.atomic():
        record("tests.round.won", at=AT, actor=colleague.pk, data={"team": [first.pk, second.pk]})
        record("tests.talk.held", at=AT, person=first.pk)
    told()

    assert verbs_of(viewer(colleague), first) == ["talked", "won"]
    assert verbs_of(viewer(colleague), second) == ["won"]
    assert verbs_of(viewer(make_person(employee=False)), second) == []


def test_lines_can_neither_be_changed_nor_deleted():
    solved(make_person(), make_person())
    told()

    for statement in ("UPDATE credit_line SET person = 1", "DELETE FROM credit_line"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def facts():
    fields = ("event", "place", "verb", "person", "alias", "giver", "item", "through", "at", "is_received")
    back = dict(Line.objects.values_list("pk", "event"))
    return sorted(
        (*row[:-1], back.get(row[-1])) for row in Line.objects.values_list(*fields, "takes_back")
    )  # fmt: skip


def test_reading_the_log_again_adds_nothing_and_from_the_beginning_gives_the_same():
    asker, helper = make_person(), make_person()
    _question, answer = solved(asker, helper)
    qa.withdraw_acceptance(viewer=viewer(asker), answer_id=answer.id, at=AT + timedelta(hours=2))
    qa.accept_answer(viewer=viewer(asker), answer_id=answer.id, at=AT + timedelta(hours=3))
    told()
    before = facts()
    for events in whole_log():
        ledger.append(events)
    assert facts() == before

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE credit_line DISABLE TRIGGER credit_line_only_grows; DELETE FROM credit_line")
        cursor.execute("ALTER TABLE credit_line ENABLE TRIGGER credit_line_only_grows")
    for events in whole_log(size=2):
        ledger.append(events)
    assert facts() == before


def test_what_is_done_under_an_alias_never_stands_under_the_name():
    person, reader, admin = make_person(), make_person(), make_person(admin=True)
    space = make_space(audience=0, voices=["name", "alias"], members=[person, reader])
    question = make_item(kind="question", author=person, space=space, audience=0, voice="alias")
    answer = make_reply(question, kind="answer", author=person, voice="alias")
    named = make_reply(question, kind="answer", author=reader)
    qa.accept_answer(viewer=viewer(person), answer_id=named.pk, at=AT)
    told()

    assert not Line.objects.filter(person=person.pk).exists()
    assert not Line.objects.filter(giver=person.pk).exists()
    for who in (person, reader, admin):
        assert verbs_of(viewer(who), person) == []
        assert queries.sums_of(viewer(who), person.pk) == []
    assert Award.objects.filter(person=person).count() == 0
    assert {entry.line.item for entry in queries.aliases_of_mine(viewer(person))} == {question.pk, answer.pk}
    assert queries.aliases_of_mine(viewer(reader)) == []
    assert actions.export(viewer=viewer(person), scope="all", at=AT)["payload"]["lines"] == []
    trail = queries.trail_of(viewer(reader), question)
    assert {entry.alias for entry in trail if entry.line.verb == "asked"} == {question.alias.label}
    actions.recompute(at=AT)
    assert queries.standing_of(viewer(admin), person.pk) == (None, [])


def test_only_deeds_that_the_reader_may_see_are_shown_and_counted():
    asker, helper = make_person(), make_person()
    secret = make_space(joining="secret", members=[asker, helper])
    solved(asker, helper, space=secret, audience=3)
    solved(asker, helper)
    solved(asker, helper, audience=0)
    told()
    colleague, customer = make_person(), make_person(employee=False)

    def seen(reader):
        return {deed.verb: count for deed, count in queries.sums_of(reader, helper.pk)}

    assert seen(viewer(asker)) == {"accepted": 3, "answered": 3}
    assert seen(viewer(colleague)) == {"accepted": 2, "answered": 2}
    assert seen(viewer(customer)) == {"accepted": 1, "answered": 1}
    assert seen(GUEST) == {"accepted": 1, "answered": 1}
    actions.recompute(at=AT + timedelta(days=1))
    public, _ = queries.standing_of(GUEST, helper.pk)
    inside, _ = queries.standing_of(viewer(colleague), helper.pk)
    member, _ = queries.standing_of(viewer(asker), helper.pk)
    assert public.score < inside.score == member.score


def test_an_origin_gives_its_author_credit_wherever_the_reader_may_see_both():
    author, manager, colleague = make_person(), make_person(), make_person()
    secret = make_space(joining="secret", members=[manager])
    idea = make_item(author=author)
    plan = make_item(author=manager, space=secret, audience=3)
    open_plan = make_item(author=manager)
    for item in (plan, open_plan):
        actions.name_origin(viewer=viewer(manager), item_id=item.pk, of_id=idea.pk, at=AT)
        actions.name_origin(viewer=viewer(manager), item_id=item.pk, of_id=idea.pk, at=AT)
    told()

    assert verbs_of(viewer(manager), author).count("reused") == 2
    assert verbs_of(viewer(colleague), author).count("reused") == 1
    assert verbs_of(viewer(author), author).count("reused") == 1
    assert [item.pk for _origin, item in queries.built_on(viewer(colleague), idea)] == [open_plan.pk]
    with pytest.raises(NotAllowed):
        actions.name_origin(viewer=viewer(colleague), item_id=open_plan.pk, of_id=idea.pk, at=AT)
    with pytest.raises(actions.IsItself):
        actions.name_origin(viewer=viewer(manager), item_id=plan.pk, of_id=plan.pk, at=AT)


def test_who_leaves_keeps_the_credit_under_a_pseudonym():
    asker, helper = make_person(), make_person(name="Unforgotten Person")
    question, _answer = solved(asker, helper)
    told()
    before = facts()
    people.erase(actor=helper, person=helper, at=AT)
    told()

    assert facts() == before
    trail = queries.trail_of(viewer(asker), question)
    assert "Unforgotten" not in repr([entry.person for entry in trail])
    assert {entry.person.name for entry in trail if entry.line.person == helper.pk} == {"Former member"}


def credit_sums():
    """Person or alias → verb → lines that hold."""
    sums: dict = {}
    taken = set(Line.objects.filter(takes_back__isnull=False).values_list("takes_back", flat=True))
    for pk, person, alias, verb in Line.objects.filter(takes_back=None).values_list("pk", "person", "alias", "verb"):
        if pk not in taken:
            key = (person, alias, verb)
            sums[key] = sums.get(key, 0) + 1
    return sums


DEEDS = ("merge", "delete", "move", "rename unit", "rename person", "erase", "narrow", "hide", "retag")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 3)), max_size=8))
def test_credit_sums_stay_whatever_happens_to_items_people_and_units(story):
    with transaction.atomic():
        unit = Unit.objects.create(name=f"Unit {Unit.objects.count()}")
        admin = make_person(admin=True)
        crew = [make_person(unit=unit) for _ in range(4)]
        home = make_space(moderators=[admin], members=crew)
        other = make_space(moderators=[admin], members=crew)
        items = [solved(crew[n], crew[(n + 1) % 4], space=home)[0] for n in range(4)]
        told()
        before = credit_sums()
        assert len(before) >= 12
        for deed, which in story:
            happen(deed, admin, crew[which], items[which], items[which - 1], unit, other)
        told()
        assert {k: v for k, v in credit_sums().items() if k[2] != "edited"} == before
        transaction.set_rollback(True)


def happen(deed, admin, person, item, another, unit, other):
    """One thing that can happen; refused where it happened before."""
    by = viewer(admin)
    try:
        with transaction.atomic():
            match deed:
                case "merge":
                    qa.mark_duplicate(viewer=by, question_id=item.pk, of_id=another.pk, at=AT)
                case "delete":
                    content.delete(viewer=by, item_id=item.pk, at=AT)
                case "hide":
                    content.hide(viewer=by, item_id=item.pk, at=AT)
                case "move":
                    content.move(viewer=by, item_id=item.pk, space_id=other.pk, at=AT)
                case "narrow":
                    content.change_audience(viewer=by, item_id=item.pk, audience=3, at=AT)
                case "retag":
                    content.edit(viewer=by, item_id=item.pk, tags=["new"], at=AT)
                case "rename unit":
                    Unit.objects.filter(pk=unit.pk).update(name=f"{unit.name} anew")
                case "rename person":
                    Person.objects.filter(pk=person.pk).update(name="Another Name", username=f"x{person.pk}")
                case "erase":
                    people.erase(actor=admin, person=Person.objects.get(pk=person.pk), at=AT)
    except Exception as problem:
        if "Refused" not in {each.__name__ for each in type(problem).__mro__}:
            raise


def test_whoever_gets_a_badge_hears_of_it_once_and_never_of_old_ones():
    admin, ada = make_person(admin=True), make_person()
    badge = actions.make_badge(viewer=viewer(admin), name="Mentor", about="x", icon="star", tone="gold", at=now())
    actions.give_badge(viewer=viewer(admin), badge_id=badge.pk, person_id=ada.pk, reason="Thanks", at=now())
    make_item(author=ada, at=now())
    make_item(author=make_person(), at=now() - timedelta(days=30))
    for events in (*whole_log(), *whole_log()):
        for event in events:
            tasks.note([event])
    paths = {"/credit/badges/first-words/", f"/credit/badges/{to_text(badge.pk)}/"}
    told = Notification.objects.filter(topic="badge")
    assert {(each.person_id, each.path) for each in told} == {(ada.pk, path) for path in paths}
