from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied

from folkmoot.base.audit.models import Entry
from folkmoot.commons.people.audiences import Audience
from folkmoot.commons.spaces import actions, logic, queries
from folkmoot.commons.spaces.models import Departure, Invitation, Membership, Space, SpaceFollow
from folkmoot.commons.spaces.problems import (
    AlreadyMember,
    InvitationIsOver,
    LastOwner,
    NobodyThere,
    Refused,
    SlugIsTaken,
    SpaceIsArchived,
    WordsAreTooLong,
)

from .makers import AT, join, person, recorded, space, viewer

pytestmark = pytest.mark.django_db


def test_create_by_an_employee_makes_a_space_with_its_owner():
    ada = person("Ada")
    made = actions.create(actor=viewer(ada), name="Café der Ideen", welcome="*Hello*", at=AT)
    assert made.slug == "cafe-der-ideen"
    assert "<em>Hello</em>" in made.welcome_html
    assert Membership.objects.get(space=made).role == "owner"
    assert Space.objects.get().member_count == 1
    assert Entry.objects.get().verb == "spaces.space.made"


def test_create_by_a_customer_is_refused_until_the_site_lets_them(settings):
    from folkmoot.base.site import settings as site

    site.forget()
    kim = person("Kim", is_employee=False)
    with pytest.raises(PermissionDenied):
        actions.create(actor=viewer(kim), name="Users", at=AT)
    site.put("spaces.who_may_create", "everyone")
    with pytest.raises(Refused):
        actions.create(actor=viewer(kim), name="Users", audience=Audience.EMPLOYEES, at=AT)
    assert actions.create(actor=viewer(kim), name="Users", audience=Audience.MEMBERS, at=AT).pk
    site.forget()


def test_create_with_the_address_of_a_secret_space_says_taken_and_no_more():
    ada = person("Ada")
    space(slug="plan-b", joining="secret", audience=3, owner=ada)
    space(slug="plan-c", owner=ada)
    words = set()
    for slug in ("plan-b", "plan-c"):
        with pytest.raises(SlugIsTaken) as refusal:
            actions.create(actor=viewer(person("Eve")), name="Plan", slug=slug, at=AT)
        words.add(str(refusal.value))
    assert len(words) == 1


def test_create_secret_is_always_for_members_and_unlisted():
    made = actions.create(actor=viewer(person()), name="S", joining="secret", audience=0, at=AT)
    assert (made.audience, made.is_listed) == (3, False)


def test_edit_by_owner_changes_and_by_member_is_refused():
    ada, bob = person("Ada"), person("Bob")
    place = space(owner=ada)
    join(place, bob)
    actions.edit(actor=viewer(ada), space=place, changes={"rules": "Be **kind**"}, at=AT)
    assert "<strong>kind</strong>" in Space.objects.get().rules_html
    with pytest.raises(PermissionDenied):
        actions.edit(actor=viewer(bob), space=place, changes={"name": "Mine"}, at=AT)


def test_archive_closes_joining_until_restored():
    ada, bob = person("Ada"), person("Bob")
    place = space(owner=ada)
    actions.archive(actor=viewer(ada), space=place, at=AT)
    place.refresh_from_db()
    with pytest.raises(SpaceIsArchived):
        actions.join(actor=viewer(bob), space=place, at=AT)
    actions.restore(actor=viewer(ada), space=place, at=AT)
    place.refresh_from_db()
    assert not actions.join(actor=viewer(bob), space=place, at=AT).is_asked


def test_join_twice_counts_once():
    ada, bob = person("Ada"), person("Bob")
    place = space(owner=ada)
    actions.join(actor=viewer(bob), space=place, at=AT)
    actions.join(actor=viewer(bob), space=place, at=AT)
    place.refresh_from_db()
    assert place.member_count == 2
    assert SpaceFollow.objects.filter(space=place, person=bob).exists()
    assert [event.name for event in recorded()].count("spaces.member.joined") == 2


@pytest.mark.parametrize("joining", ["invitation", "secret"])
def test_join_without_an_invitation_is_refused(joining):
    place = space(owner=person(), joining=joining, audience=3)
    with pytest.raises(PermissionDenied):
        actions.join(actor=viewer(person()), space=place, at=AT)


def test_ask_waits_until_a_moderator_answers():
    ada, bob, cid = person("Ada"), person("Bob"), person("Cid")
    place = space(owner=ada, joining="request")
    assert actions.join(actor=viewer(bob), space=place, note="I bake", at=AT).is_asked
    assert viewer(bob).space_ids == frozenset()
    with pytest.raises(PermissionDenied):
        actions.answer_request(actor=viewer(cid), space=place, person_id=bob.pk, accept=True, at=AT)
    actions.answer_request(actor=viewer(ada), space=place, person_id=bob.pk, accept=True, at=AT)
    assert place.pk in viewer(bob).space_ids
    actions.join(actor=viewer(cid), space=place, at=AT)
    actions.answer_request(actor=viewer(ada), space=place, person_id=cid.pk, accept=False, at=AT)
    assert not Membership.objects.filter(person=cid).exists()
    place.refresh_from_db()
    assert place.member_count == 2


def test_leave_keeps_the_reason_without_the_name():
    ada, bob = person("Ada"), person("Bob")
    place = space(owner=ada)
    join(place, bob)
    actions.leave(actor=viewer(bob), space=place, reason="noisy", words="Too much", at=AT)
    gone = Departure.objects.get()
    assert (gone.reason, gone.words) == ("noisy", "Too much")
    assert not any(field.name in {"person", "by"} for field in Departure._meta.fields)
    left = [event for event in recorded() if event.name == "spaces.member.left"]
    assert left[0].data == {}
    assert not SpaceFollow.objects.filter(person=bob).exists()


def test_words_that_are_too_long_are_refused_and_not_cut():
    ada, bob, cid = person("Ada"), person("Bob"), person("Cid")
    place = space(owner=ada, joining="request")
    join(place, bob)
    most = "\r\n".join("w" * 250) + "w"  # A new line is one letter, though forms send two.
    for deed in (
        lambda words: actions.join(actor=viewer(cid), space=place, note=words, at=AT),
        lambda words: actions.invite_person(actor=viewer(ada), space=place, person_id=cid.pk, note=words, at=AT),
        lambda words: actions.leave(actor=viewer(bob), space=place, words=words, at=AT),
    ):
        with pytest.raises(WordsAreTooLong):
            deed(most + "w")
        deed(most)
    assert {len(row.note) for row in (Membership.objects.get(person=cid), Invitation.objects.get())} == {500}
    assert len(Departure.objects.get().words) == 500


def test_the_last_owner_neither_leaves_nor_steps_down_nor_is_removed():
    ada, bob = person("Ada"), person("Bob")
    place = space(owner=ada)
    join(place, bob)
    with pytest.raises(LastOwner):
        actions.leave(actor=viewer(ada), space=place, at=AT)
    with pytest.raises(LastOwner):
        actions.change_role(actor=viewer(ada), space=place, person_id=ada.pk, role="member", at=AT)
    with pytest.raises(LastOwner):
        actions.remove_member(actor=viewer(ada), space=place, person_id=ada.pk, at=AT)
    actions.change_role(actor=viewer(ada), space=place, person_id=bob.pk, role="owner", at=AT)
    actions.leave(actor=viewer(ada), space=place, at=AT)
    place.refresh_from_db()
    assert place.member_count == 1


def test_moderators_remove_members_but_not_owners_and_change_no_roles():
    ada, mod, bob = person("Ada"), person("Mod"), person("Bob")
    place = space(owner=ada)
    join(place, mod, role="moderator")
    join(place, bob)
    with pytest.raises(PermissionDenied):
        actions.remove_member(actor=viewer(mod), space=place, person_id=ada.pk, at=AT)
    with pytest.raises(PermissionDenied):
        actions.change_role(actor=viewer(mod), space=place, person_id=mod.pk, role="owner", at=AT)
    actions.remove_member(actor=viewer(mod), space=place, person_id=bob.pk, at=AT)
    assert place.pk not in viewer(bob).space_ids


def test_follow_gives_no_membership_and_hidden_spaces_cannot_be_followed():
    ada, bob = person("Ada"), person("Bob")
    place, hidden = space(owner=ada), space(owner=ada, audience=3, joining="invitation")
    actions.follow(actor=viewer(bob), space=place, at=AT)
    assert viewer(bob).space_ids == frozenset()
    with pytest.raises(PermissionDenied):
        actions.follow(actor=viewer(bob), space=hidden, at=AT)
    actions.unfollow(actor=viewer(bob), space=place, at=AT)
    assert not SpaceFollow.objects.filter(person=bob).exists()


def test_invite_person_accept_and_decline():
    ada, bob, cid = person("Ada"), person("Bob"), person("Cid", is_employee=False)
    place = space(owner=ada, joining="secret", audience=3)
    for each in (bob, cid):
        actions.invite_person(actor=viewer(ada), space=place, person_id=each.pk, at=AT)
    assert [i.space.pk for i in queries.invitations_for(viewer(bob), at=AT)] == [place.pk]
    first = queries.invitations_for(viewer(bob), at=AT)[0]
    with pytest.raises(InvitationIsOver):
        actions.accept_invitation(actor=viewer(cid), invitation_id=first.pk, at=AT)
    actions.accept_invitation(actor=viewer(bob), invitation_id=first.pk, at=AT)
    assert place.pk in viewer(bob).space_ids
    other = queries.invitations_for(viewer(cid), at=AT)[0]
    actions.decline_invitation(actor=viewer(cid), invitation_id=other.pk, at=AT)
    assert not queries.invitations_for(viewer(cid), at=AT)
    with pytest.raises(AlreadyMember):
        actions.invite_person(actor=viewer(ada), space=place, person_id=bob.pk, at=AT)
    with pytest.raises(NobodyThere):
        actions.invite_person(actor=viewer(ada), space=place, person_id=1, at=AT)


def test_invite_by_plain_member_needs_an_open_space():
    ada, bob, cid = person("Ada"), person("Bob"), person("Cid")
    for joining, allowed in (("open", True), ("request", False)):
        place = space(owner=ada, joining=joining)
        join(place, bob)
        if allowed:
            actions.invite_person(actor=viewer(bob), space=place, person_id=cid.pk, at=AT)
        else:
            with pytest.raises(PermissionDenied):
                actions.invite_person(actor=viewer(bob), space=place, person_id=cid.pk, at=AT)
        with pytest.raises(PermissionDenied):
            actions.invite_by_mail(actor=viewer(bob), space=place, email="x@example.com", at=AT)
        with pytest.raises(PermissionDenied):
            actions.make_link(actor=viewer(bob), space=place, at=AT)


def test_only_owners_invite_as_moderator():
    ada, mod, bob = person("Ada"), person("Mod"), person("Bob")
    place = space(owner=ada)
    join(place, mod, role="moderator")
    with pytest.raises(PermissionDenied):
        actions.invite_person(actor=viewer(mod), space=place, person_id=bob.pk, role="owner", at=AT)
    made = actions.invite_person(actor=viewer(ada), space=place, person_id=bob.pk, role="moderator", at=AT)
    actions.accept_invitation(actor=viewer(bob), invitation_id=made.pk, at=AT)
    assert place.pk in viewer(bob).moderated_space_ids


def test_mail_invitation_waits_for_a_confirmed_address(mailoutbox):
    ada = person("Ada")
    place = space("Garden", owner=ada, joining="secret", audience=3)
    actions.invite_by_mail(actor=viewer(ada), space=place, email="New@Example.com", note="Come!", at=AT)
    relay_letters()
    assert mailoutbox[0].to == ["New@Example.com"]
    assert "Garden" in mailoutbox[0].subject
    token = mailoutbox[0].body.split("/communities/join/")[1].split("/")[0]
    new = person("New", is_employee=False, email="new@example.com")
    assert not queries.invitations_for(viewer(new), at=AT)
    EmailAddress.objects.create(user=new, email="new@example.com", verified=True, primary=True)
    waiting = queries.invitations_for(viewer(new), at=AT)
    assert [i.space_id for i in waiting] == [place.pk]
    assert queries.invitation_behind(token, at=AT).pk == waiting[0].pk
    actions.accept_invitation(actor=viewer(new), invitation_id=waiting[0].pk, at=AT)
    with pytest.raises(InvitationIsOver):
        actions.accept_link(actor=viewer(person()), token=token, at=AT)


def relay_letters():
    from folkmoot.commons.spaces import tasks

    tasks.send_invitations([event for event in recorded() if event.name == "spaces.invitation.sent"])


def test_link_ends_with_its_uses_its_time_or_a_withdrawal():
    ada = person("Ada")
    place = space(owner=ada, joining="invitation", audience=3)
    made = actions.make_link(actor=viewer(ada), space=place, max_uses=2, at=AT)
    token = logic.token_of(made.pk)
    assert token not in str(Invitation.objects.values().get())
    for _ in range(2):
        newcomer = person()
        actions.accept_link(actor=viewer(newcomer), token=token, at=AT)
        actions.accept_link(actor=viewer(newcomer), token=token, at=AT)
    with pytest.raises(InvitationIsOver):
        actions.accept_link(actor=viewer(person()), token=token, at=AT)

    short = actions.make_link(actor=viewer(ada), space=place, valid_for=timedelta(days=1), at=AT)
    with pytest.raises(InvitationIsOver):
        actions.accept_link(
            actor=viewer(person()), token=logic.token_of(short.pk), at=AT + timedelta(days=1, seconds=1)
        )
    gone = actions.make_link(actor=viewer(ada), space=place, at=AT)
    actions.withdraw_invitation(actor=viewer(ada), space=place, invitation_id=gone.pk, at=AT)
    assert queries.invitation_behind(logic.token_of(gone.pk), at=AT) is None
    with pytest.raises(InvitationIsOver):
        actions.accept_link(actor=viewer(person()), token=logic.token_of(gone.pk), at=AT)
    with pytest.raises(InvitationIsOver):
        actions.accept_link(actor=viewer(person()), token="0" * 45, at=AT)
