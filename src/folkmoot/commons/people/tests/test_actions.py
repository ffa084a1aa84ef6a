"""Each verb: done, refused, impossible."""

import json
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection

from folkmoot.base.audit.models import Entry
from folkmoot.base.site import settings as site
from folkmoot.base.states import MoveNotAllowed
from folkmoot.commons.people import actions as people
from folkmoot.commons.people.actions.joining import usable_invitation
from folkmoot.commons.people.actions.standing import keep_employees
from folkmoot.commons.people.errors import (
    AlreadyClaimed,
    AlreadyDone,
    InvitationIsOver,
    LastAdministrator,
    ManagersInACircle,
    NotAllowed,
    NoteIsTooLong,
    NotReachable,
)
from folkmoot.commons.people.models import (
    Connection,
    Follow,
    Person,
    PersonSkill,
    ProfileField,
    ProfileValue,
    Relation,
)

from .makers import AT, make_admin, make_employee, make_person

pytestmark = pytest.mark.django_db


def log() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, data FROM outbox_event ORDER BY id")
        return cursor.fetchall()


def events() -> list[str]:
    return [name for name, _ in log()]


@pytest.fixture(autouse=True)
def fresh_settings():
    site.forget()
    yield
    site.forget()


def test_follow_twice_counts_once_and_unfollow_counts_back():
    ada, bo = make_person(), make_person()
    people.follow(actor=ada, person=bo, at=AT)
    people.follow(actor=ada, person=bo, at=AT)
    bo.refresh_from_db()
    assert bo.follower_count == 1
    people.unfollow(actor=ada, person=bo, at=AT)
    people.unfollow(actor=ada, person=bo, at=AT)
    bo.refresh_from_db()
    assert bo.follower_count == 0
    assert events() == ["people.follow.made", "people.follow.ended"]


def test_follow_oneself_or_the_absent_is_refused():
    ada, gone = make_person(), make_person(is_active=False)
    with pytest.raises(NotAllowed):
        people.follow(actor=ada, person=ada, at=AT)
    with pytest.raises(NotReachable):
        people.follow(actor=ada, person=gone, at=AT)
    with pytest.raises(NotAllowed):
        people.follow(actor=gone, person=ada, at=AT)


def test_ask_connection_accepted_and_ended_tells_each_step():
    ada, bo, cy = make_person(), make_person(), make_person()
    with pytest.raises(NoteIsTooLong):
        people.ask_connection(actor=ada, person=bo, note="w" * 501, at=AT)
    # A new line is one letter, though forms send two.
    asked = people.ask_connection(actor=ada, person=bo, note="w" + "\r\n" * 498 + "w", at=AT)
    assert len(asked.note) == 500
    with pytest.raises(AlreadyDone):
        people.ask_connection(actor=ada, person=bo, at=AT)
    for stranger in (ada, cy):
        with pytest.raises(NotAllowed):
            people.accept(actor=stranger, connection=asked, at=AT)
    assert people.accept(actor=bo, connection=asked, at=AT).state == "accepted"
    with pytest.raises(MoveNotAllowed):
        people.decline(actor=bo, connection=asked, at=AT)
    with pytest.raises(NotAllowed):
        people.end_connection(actor=cy, connection=asked, at=AT)
    assert people.end_connection(actor=ada, connection=asked, at=AT).state == "ended"
    assert events() == ["people.connection.asked", "people.connection.accepted", "people.connection.ended"]


def test_ask_connection_by_both_connects_them_in_one_row():
    ada, bo = make_person(), make_person()
    people.ask_connection(actor=ada, person=bo, at=AT)
    assert people.ask_connection(actor=bo, person=ada, at=AT).state == "accepted"
    assert Connection.objects.count() == 1


def test_withdraw_and_decline_leave_the_way_open_to_ask_again():
    ada, bo = make_person(), make_person()
    first = people.ask_connection(actor=ada, person=bo, at=AT)
    with pytest.raises(NotAllowed):
        people.withdraw(actor=bo, connection=first, at=AT)
    people.withdraw(actor=ada, connection=first, at=AT)
    second = people.ask_connection(actor=bo, person=ada, at=AT)
    assert (second.pk, second.asker) == (first.pk, bo)
    assert people.decline(actor=ada, connection=second, at=AT).state == "declined"
    assert people.ask_connection(actor=ada, person=bo, at=AT).state == "asked"


def test_block_cuts_every_tie_and_keeps_both_apart():
    ada, bo = make_person(), make_person()
    people.follow(actor=ada, person=bo, at=AT)
    people.follow(actor=bo, person=ada, at=AT)
    tie = people.ask_connection(actor=ada, person=bo, at=AT)
    people.accept(actor=bo, connection=tie, at=AT)
    people.block(actor=bo, person=ada, at=AT)
    ada.refresh_from_db()
    tie.refresh_from_db()
    assert (Follow.objects.count(), ada.follower_count, tie.state) == (0, 0, "ended")
    for one, other in ((ada, bo), (bo, ada)):
        with pytest.raises(NotReachable):
            people.follow(actor=one, person=other, at=AT)
        with pytest.raises(NotReachable):
            people.ask_connection(actor=one, person=other, at=AT)
    people.unblock(actor=bo, person=ada, at=AT)
    people.follow(actor=ada, person=bo, at=AT)


def test_mute_is_silent_and_never_softens_a_block():
    ada, bo = make_person(), make_person()
    people.mute(actor=ada, person=bo, at=AT)
    assert events() == []
    people.follow(actor=bo, person=ada, at=AT)
    people.block(actor=ada, person=bo, at=AT)
    people.mute(actor=ada, person=bo, at=AT)
    people.unmute(actor=ada, person=bo, at=AT)
    with pytest.raises(NotReachable):
        people.follow(actor=bo, person=ada, at=AT)


def test_edit_profile_by_oneself_or_an_administrator_only():
    ada, bo, admin = make_person(), make_person(), make_admin()
    field = ProfileField.objects.create(key="pronouns", label="Pronouns", kind="text")
    edited = people.edit_profile(
        actor=ada, person=ada, at=AT, name="Ádám Łęcki", about="**hello** <script>x</script>", values={field: "they"}
    )
    assert edited.sort_name == "adam lecki"
    assert "<strong>hello</strong>" in edited.about_html
    assert "<script" not in edited.about_html
    assert edited.version == 1
    assert ProfileValue.objects.get().value == "they"
    people.edit_profile(actor=admin, person=ada, at=AT, values={field: ""})
    assert not ProfileValue.objects.exists()
    with pytest.raises(NotAllowed):
        people.edit_profile(actor=bo, person=ada, at=AT, headline="mine")
    with pytest.raises(TypeError):
        people.edit_profile(actor=ada, person=ada, at=AT, is_admin=True)


def test_edit_skills_keeps_endorsements_of_those_that_stay():
    ada, bo = make_person(), make_person()
    people.edit_skills(actor=ada, person=ada, names=["Python", "sailing"], at=AT)
    python = PersonSkill.objects.get(skill__name="Python")
    people.endorse(actor=bo, skill=python, at=AT)
    with pytest.raises(AlreadyDone):
        people.endorse(actor=bo, skill=python, at=AT)
    with pytest.raises(NotAllowed):
        people.endorse(actor=ada, skill=python, at=AT)
    people.edit_skills(actor=ada, person=ada, names=["python", "law"], at=AT)
    python.refresh_from_db()
    assert python.endorsement_count == 1
    assert set(ada.skills.values_list("skill__name", flat=True)) == {"Python", "law"}
    people.withdraw_endorsement(actor=bo, skill=python, at=AT)
    people.withdraw_endorsement(actor=bo, skill=python, at=AT)
    python.refresh_from_db()
    assert python.endorsement_count == 0


def test_set_relation_makes_an_employee_until_it_ends():
    admin, ada = make_admin(), make_person()
    candidate = people.set_relation(actor=admin, person=ada, kind="candidate", since_on=AT.date(), at=AT)
    later = AT + timedelta(days=30)
    relation = people.set_relation(actor=admin, person=ada, kind="employee", since_on=later.date(), at=later)
    candidate.refresh_from_db()
    assert candidate.until_on == later.date()
    assert Person.objects.get(pk=ada.pk).is_employee
    people.end_relation(actor=admin, relation=relation, until_on=later.date(), at=later)
    assert not Person.objects.get(pk=ada.pk).is_employee
    with pytest.raises(NotAllowed):
        people.set_relation(actor=ada, person=ada, kind="employee", since_on=AT.date(), at=AT)


def test_keep_employees_follows_the_calendar():
    ada = make_person()
    tomorrow = AT + timedelta(days=1)
    people.set_relation(actor=None, person=ada, kind="employee", since_on=tomorrow.date(), at=AT)
    assert not Person.objects.get(pk=ada.pk).is_employee
    assert keep_employees(tomorrow) == 1
    Relation.objects.update(until_on=tomorrow.date())
    keep_employees(tomorrow)
    assert not Person.objects.get(pk=ada.pk).is_employee


def test_set_place_refuses_a_circle_of_managers():
    admin, ada, bo = make_admin(), make_employee(), make_employee()
    people.set_place(actor=admin, person=bo, unit=None, manager=ada, at=AT)
    with pytest.raises(ManagersInACircle):
        people.set_place(actor=admin, person=ada, unit=None, manager=bo, at=AT)
    with pytest.raises(ManagersInACircle):
        people.set_place(actor=admin, person=ada, unit=None, manager=ada, at=AT)


def test_deactivate_ends_sessions_at_once_and_is_noted(client):
    admin, ada = make_admin(), make_person()
    client.force_login(ada)
    client.get("/healthz")
    assert UserSession.objects.filter(user=ada).exists() or Session.objects.exists()
    people.deactivate(actor=admin, person=ada, at=AT)
    assert not UserSession.objects.filter(user=ada).exists()
    assert Entry.objects.filter(verb="people.person.deactivated", subject=ada.pk).exists()
    assert "_auth_user_id" not in client.session or client.get("/people/").status_code == 302
    with pytest.raises(NotAllowed):
        people.deactivate(actor=ada, person=admin, at=AT)
    with pytest.raises(LastAdministrator):
        people.deactivate(actor=admin, person=admin, at=AT)
    assert people.reactivate(actor=admin, person=ada, at=AT).is_active


def test_erase_leaves_a_former_member_and_nothing_else():
    ada, bo = make_person("Ada Lind", email="ada@example.org", headline="Sailor"), make_person()
    people.edit_skills(actor=bo, person=bo, names=["law"], at=AT)
    people.endorse(actor=ada, skill=bo.skills.get(), at=AT)
    people.follow(actor=ada, person=bo, at=AT)
    with pytest.raises(NotAllowed):
        people.erase(actor=bo, person=ada, at=AT)
    people.erase(actor=ada, person=ada, at=AT)
    gone = Person.objects.get(pk=ada.pk)
    assert (gone.name, gone.email, gone.headline, gone.is_active) == ("Former member", "", "", False)
    assert not gone.has_usable_password()
    assert gone.username.startswith("former-")
    bo.refresh_from_db()
    assert (bo.follower_count, bo.skills.get().endorsement_count) == (0, 0)
    with pytest.raises(NotAllowed):
        people.reactivate(actor=make_admin(), person=gone, at=AT)


@pytest.mark.parametrize(
    ("mode", "email", "is_in", "kind"),
    [
        ("open", "a@elsewhere.org", True, "customer"),
        ("open", "a@moot.example", True, "employee"),
        ("domain", "a@partner.example", True, "customer"),
        ("domain", "a@elsewhere.org", False, ""),
        ("domain", "a@sub.partner.example", False, ""),
        ("approval", "a@elsewhere.org", False, ""),
        ("approval", "a@moot.example", True, "employee"),
        ("invitation", "a@elsewhere.org", False, ""),
    ],
)
def test_arrive_lets_in_as_the_site_decided(mode, email, is_in, kind):
    site.put("people.signup", mode)
    site.put("people.signup_domains", ["partner.example"])
    site.put("people.employee_domains", ["@MOOT.example"])
    new = make_person(email=email, is_approved=False, claimed_at=None)
    people.sign_up(person=new, invitation=None, luggage={"spaces.invitation": "abc"}, at=AT)
    person = people.arrive(person=new, email=email, at=AT)
    assert person.is_approved is is_in
    assert [each.kind for each in Relation.objects.filter(person=person)] == ([kind] if kind else [])
    assert person.is_employee is (kind == "employee")
    people.arrive(person=new, email=email, at=AT)
    told = [json.loads(data) for name, data in log() if name == "people.person.joined"]
    assert told == ([{"luggage": {"spaces.invitation": "abc"}}] if is_in else [])


def test_invite_opens_every_mode_once_and_for_its_address():
    admin = make_admin()
    site.put("people.signup", "invitation")
    invitation, token = people.invite(actor=admin, email="New@Example.org", relation="candidate", at=AT)
    assert usable_invitation(token, AT) == invitation
    assert usable_invitation("guess", AT) is None
    assert usable_invitation(token, AT + timedelta(days=31)) is None
    for email, is_in in (("other@example.org", False), ("new@example.org", True)):
        new = make_person(email=email, is_approved=False, claimed_at=None)
        people.sign_up(person=new, invitation=invitation, luggage={}, at=AT)
        assert people.arrive(person=new, email=email, at=AT).is_approved is is_in
    assert usable_invitation(token, AT) is None
    with pytest.raises(NotAllowed):
        people.invite(actor=make_person(), at=AT)


def test_withdraw_invitation_closes_the_link():
    admin = make_admin()
    invitation, token = people.invite(actor=admin, max_uses=5, at=AT)
    with pytest.raises(NotAllowed):
        people.withdraw_invitation(actor=make_person(), invitation=invitation, at=AT)
    people.withdraw_invitation(actor=admin, invitation=invitation, at=AT)
    assert usable_invitation(token, AT) is None


def test_let_in_and_refuse_entry_only_those_who_wait():
    admin = make_admin()
    site.put("people.signup", "approval")
    one, other = (make_person(is_approved=False, claimed_at=None) for _ in range(2))
    for new in (one, other):
        people.sign_up(person=new, invitation=None, luggage={}, at=AT)
    with pytest.raises(AlreadyDone):
        people.let_in(actor=admin, person=one, at=AT)  # The address is not confirmed yet.
    people.arrive(person=one, email=one.email, at=AT)
    with pytest.raises(NotAllowed):
        people.let_in(actor=one, person=one, at=AT)
    assert people.let_in(actor=admin, person=one, at=AT).is_approved
    with pytest.raises(AlreadyDone):
        people.refuse_entry(actor=admin, person=one, at=AT)
    people.refuse_entry(actor=admin, person=other, at=AT)
    assert not Person.objects.filter(pk=other.pk).exists()


def test_claim_gives_an_imported_account_to_whoever_confirms():
    admin, imported = make_admin(), make_person(email="", origin="se:1", claimed_at=None)
    token = people.open_claim(actor=admin, person=imported, at=AT)
    with pytest.raises(AlreadyClaimed):
        people.claim(token=token, email=admin.email, password="x" * 12, at=AT)
    with pytest.raises(InvitationIsOver):
        people.claim(token=token + "x", email="e@example.org", password="x" * 12, at=AT)
    claimed = people.claim(token=token, email="Eve@Example.org", password="x" * 12, at=AT)
    assert claimed.email == "eve@example.org"
    assert people.arrive(person=claimed, email="eve@example.org", at=AT).claimed_at == AT
    with pytest.raises(InvitationIsOver):
        people.claim(token=token, email="late@example.org", password="x" * 12, at=AT)
    with pytest.raises(AlreadyClaimed):
        people.open_claim(actor=admin, person=claimed, at=AT)


def test_set_administrator_needs_one_to_remain():
    admin, ada = make_admin(), make_employee()
    with pytest.raises(LastAdministrator):
        people.set_administrator(actor=admin, person=admin, is_admin=False, at=AT)
    people.set_administrator(actor=admin, person=ada, is_admin=True, at=AT)
    people.set_administrator(actor=admin, person=admin, is_admin=False, at=AT)
    admin.refresh_from_db()
    with pytest.raises(NotAllowed):
        people.set_administrator(actor=admin, person=admin, is_admin=True, at=AT)
