"""Signing up, in and out, through allauth's own pages under this site's rules."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client

from folkmoot.base.clock import now
from folkmoot.base.limits.models import Kept
from folkmoot.base.outbox import Event
from folkmoot.base.site import settings as site
from folkmoot.commons.people import actions as people
from folkmoot.commons.people.models import Person
from folkmoot.commons.people.tasks import keep_house, send_letters

from .makers import AT, PASSWORD, make_admin, make_employee, make_person

pytestmark = pytest.mark.django_db

NEW = {"name": "Nia New", "username": "Nia", "email": "nia@moot.example", "password1": PASSWORD}


@pytest.fixture(autouse=True)
def fresh():
    site.forget()
    cache.clear()
    yield
    site.forget()
    cache.clear()


def sign_up(client: Client, **changes):
    return client.post("/account/signup/", NEW | changes)


def link_in_mail(part: str) -> str:
    return re.search(rf"https?://[^/\s]+(/[^\s]*{part}[^\s]*)", mail.outbox[-1].body)[1]


def confirm(client: Client):
    url = link_in_mail("confirm-email")
    client.get(url)
    return client.post(url)


def is_in(client: Client) -> bool:
    return client.get("/people/").status_code == 200


def test_sign_up_open_confirms_the_mail_and_is_in():
    client = Client()
    assert sign_up(client).status_code == 302
    person = Person.objects.get(username="nia")
    assert (person.name, person.sort_name, person.is_approved) == ("Nia New", "nia new", False)
    assert not is_in(client)
    confirm(client)
    assert is_in(client)
    person.refresh_from_db()
    assert person.is_approved
    assert person.relations.get().kind == "customer"


def test_sign_up_confirmed_in_another_browser_is_in_after_signing_in():
    site.put("people.employee_domains", ["moot.example"])
    sign_up(Client())
    confirm(Client())
    person = Person.objects.get(username="nia")
    assert person.is_employee
    client = Client()
    client.post("/account/login/", {"login": "nia@moot.example", "password": PASSWORD})
    assert is_in(client)


@pytest.mark.parametrize(
    ("field", "value"), [("name", "  "), ("username", "No Spaces!"), ("password1", "short"), ("email", "x")]
)
def test_sign_up_with_wrong_values_keeps_what_was_typed(field, value):
    answer = sign_up(Client(), **{field: value})
    assert answer.status_code == 200
    assert not Person.objects.exists()
    assert field == "name" or "Nia New" in answer.content.decode()


def test_sign_up_by_domain_refuses_other_domains():
    site.put("people.signup", "domain")
    site.put("people.signup_domains", ["moot.example"])
    assert "Only addresses at moot.example" in sign_up(Client(), email="nia@other.example").content.decode()
    client = Client()
    sign_up(client)
    confirm(client)
    assert is_in(client)


def test_sign_up_by_approval_waits_until_let_in():
    site.put("people.signup", "approval")
    client = Client()
    sign_up(client)
    assert confirm(client)["Location"] == "/waiting/"
    assert not is_in(client)
    assert client.post("/account/login/", {"login": "nia", "password": PASSWORD})["Location"] == "/waiting/"
    person = Person.objects.get(username="nia")
    people.let_in(actor=make_admin(), person=person, at=AT)
    client.post("/account/login/", {"login": "nia", "password": PASSWORD})
    assert is_in(client)


def test_sign_up_by_invitation_is_closed_to_others():
    site.put("people.signup", "invitation")
    assert "by invitation" in Client().get("/account/signup/").content.decode()
    assert sign_up(Client()).status_code == 200
    assert not Person.objects.exists()
    assert Client().get("/join/guess/").status_code == 404


def test_sign_up_by_invitation_survives_another_browser_and_gives_its_relation():
    site.put("people.signup", "invitation")
    _, token = people.invite(actor=make_admin(), email="nia@moot.example", relation="partner", at=now())
    client = Client()
    assert client.get(f"/join/{token}/")["Location"] == "/account/signup/?email=nia@moot.example"
    assert "another address" in sign_up(client, email="other@moot.example").content.decode()
    sign_up(client)
    confirm(Client())
    person = Person.objects.get(username="nia")
    assert [each.kind for each in person.relations.all()] == ["partner"]
    assert Client().get(f"/join/{token}/").status_code == 404


def test_sign_up_with_a_known_address_tells_nobody_but_its_owner():
    make_person(email="nia@moot.example")
    known = sign_up(Client())
    fresh = sign_up(Client(), username="other", email="new@moot.example")
    assert (known.status_code, known["Location"]) == (fresh.status_code, fresh["Location"])
    assert Person.objects.filter(email="nia@moot.example").count() == 1
    assert {letter.to[0] for letter in mail.outbox} == {"nia@moot.example", "new@moot.example"}


def test_sign_in_by_name_and_mail_and_out():
    make_employee(username="zoe", email="zoe@moot.example", password=PASSWORD)
    for login in ("zoe", "ZOE", "zoe@moot.example"):
        client = Client()
        client.post("/account/login/", {"login": login, "password": PASSWORD})
        assert is_in(client), login
        client.post("/account/logout/")
        assert not is_in(client)


def test_sign_in_says_the_same_for_unknown_names_and_wrong_passwords():
    make_employee(username="zoe", password=PASSWORD)
    known = Client().post("/account/login/", {"login": "zoe", "password": "wrong wrong wrong"}).content.decode()
    unknown = Client().post("/account/login/", {"login": "nobody", "password": "wrong wrong wrong"}).content.decode()
    said = "That user name or password is not right."
    assert said in known
    assert said in unknown


def test_sign_in_guesses_lock_the_guesser_out_and_not_the_owner():
    make_employee(username="zoe", password=PASSWORD)
    attacker = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(6):
        answer = attacker.post("/account/login/", {"login": "zoe", "password": "wrong wrong wrong"})
    assert "Too many attempts" in answer.content.decode()
    attacker.post("/account/login/", {"login": "zoe", "password": PASSWORD})
    assert not is_in(attacker)
    owner = Client(REMOTE_ADDR="198.51.100.7")
    owner.post("/account/login/", {"login": "zoe", "password": PASSWORD})
    assert is_in(owner)


def test_reset_password_by_mail_and_silence_about_unknown_addresses():
    make_employee(username="zoe", email="zoe@moot.example", password=PASSWORD)
    client = Client()
    known = client.post("/account/password/reset/", {"email": "zoe@moot.example"})
    url = link_in_mail("password/reset/key")
    unknown = Client().post("/account/password/reset/", {"email": "none@moot.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    step = client.get(url, follow=True)
    client.post(
        step.redirect_chain[-1][0], {"password1": "another long password", "password2": "another long password"}
    )
    client = Client()
    client.post("/account/login/", {"login": "zoe", "password": "another long password"})
    assert is_in(client)


def test_reset_password_claims_an_imported_account_by_its_address():
    person = make_person(username="imported", email="imp@moot.example", origin="x:1", claimed_at=None)
    EmailAddress.objects.all().delete()
    client = Client()
    client.post("/account/password/reset/", {"email": "imp@moot.example"})
    step = client.get(link_in_mail("password/reset/key"), follow=True)
    client.post(
        step.redirect_chain[-1][0], {"password1": "another long password", "password2": "another long password"}
    )
    Client().post("/account/login/", {"login": "imported", "password": "another long password"})
    confirm(Client())
    person.refresh_from_db()
    assert person.claimed_at is not None


def test_claim_by_link_needs_the_address_confirmed():
    person = make_person("Imported Ida", username="imported", email="", origin="x:1", claimed_at=None)
    token = people.open_claim(actor=make_admin(), person=person, at=AT)
    client = Client()
    assert "Imported Ida" in client.get(f"/claim/{token}/").content.decode()
    client.post(f"/claim/{token}/", {"email": "ida@moot.example", "password": PASSWORD})
    assert not is_in(client)
    person.refresh_from_db()
    assert person.claimed_at is None
    confirm(client)
    assert is_in(client)
    person.refresh_from_db()
    assert person.claimed_at is not None
    assert Client().get(f"/claim/{token}/").status_code == 404


def totp_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_totp_is_asked_after_it_is_turned_on_and_recovery_codes_work():
    make_employee(username="zoe", password=PASSWORD)
    client = Client()
    client.post("/account/login/", {"login": "zoe", "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert client.post("/account/2fa/totp/activate/", {"code": totp_now(secret)}).status_code == 302
    assert Authenticator.objects.filter(type="totp").exists()
    assert "recovery" in client.get("/account/2fa/").content.decode().lower()
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()

    other = Client()
    other.post("/account/login/", {"login": "zoe", "password": PASSWORD})
    used = totp_now(secret)
    other.post("/account/2fa/authenticate/", {"code": used})
    assert is_in(other)
    thief = Client()
    thief.post("/account/login/", {"login": "zoe", "password": PASSWORD})
    thief.post("/account/2fa/authenticate/", {"code": used})
    assert not is_in(thief)
    assert Kept.objects.filter(cache_key__contains="totp.used").exists(), "what is kept is for all processes"

    cache.clear()  # A code works once; the next sign-in happens in the next half minute.
    other = Client()
    assert "2fa" in other.post("/account/login/", {"login": "zoe", "password": PASSWORD})["Location"]
    assert not is_in(other)
    other.post("/account/2fa/authenticate/", {"code": "000000"})
    assert not is_in(other)
    other.post("/account/2fa/authenticate/", {"code": totp_now(secret)})
    assert is_in(other)
    third = Client()
    third.post("/account/login/", {"login": "zoe", "password": PASSWORD})
    third.post("/account/2fa/authenticate/", {"code": codes[0]})
    assert is_in(third)


def test_sessions_are_listed_and_ended():
    make_employee(username="zoe", password=PASSWORD)
    here, there = Client(HTTP_USER_AGENT="Here/1"), Client(HTTP_USER_AGENT="There/2")
    for client in (here, there):
        client.post("/account/login/", {"login": "zoe", "password": PASSWORD})
        assert is_in(client)
    page = here.get("/account/sessions/").content.decode()
    assert "Here/1" in page
    assert "There/2" in page
    other = re.search(r"/settings/sessions/(\d+)/end/", page)[1]
    assert here.post(f"/settings/sessions/{other}/end/").status_code == 302
    assert not is_in(there)
    assert is_in(here)
    assert here.post("/settings/sessions/999999/end/").status_code == 404


def test_every_account_page_is_drawn_in_our_frame():
    make_employee(username="zoe", password=PASSWORD)
    client = Client()
    for path in ("login", "signup", "password/reset", "password/reset/done", "confirm-email", "inactive"):
        assert "bare-card" in client.get(f"/account/{path}/").content.decode(), path
    client.post("/account/login/", {"login": "zoe", "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    for path in (
        "email",
        "password/change",
        "2fa",
        "2fa/webauthn",
        "2fa/webauthn/add",
        "sessions",
        "2fa/totp/activate",
    ):
        page = client.get(f"/account/{path}/").content.decode()
        assert 'class="topbar"' in page, path
        assert "/settings/profile/" in page, path


def test_letters_go_to_the_invited_and_to_those_let_in():
    invitation, token = people.invite(actor=make_admin(), email="new@moot.example", at=now())
    person = make_person(email="wait@moot.example", is_approved=False)
    send_letters([Event("people.invitation.made", at=AT, data={"invitation": invitation.pk})])
    send_letters([Event("people.person.let_in", at=AT, person=person.pk)])
    assert [letter.to for letter in mail.outbox] == [["new@moot.example"], ["wait@moot.example"]]
    assert f"/join/{token}/" in mail.outbox[0].body


def test_keep_house_forgets_sign_ups_that_nobody_confirmed():
    make_person(username="old", is_approved=False, claimed_at=None)
    make_person(username="imported", origin="x:1", claimed_at=None)
    keep_house(AT + timedelta(days=13))
    assert Person.objects.filter(username="old").exists()
    keep_house(AT + timedelta(days=15))
    assert [each.username for each in Person.objects.all()] == ["imported"]


def test_sign_in_brings_language_and_look():
    make_employee(username="zoe", password=PASSWORD, language="de", theme="dark")
    client = Client()
    client.post("/account/login/", {"login": "zoe", "password": PASSWORD})
    assert client.cookies["theme"].value == "dark"
    assert client.cookies["django_language"].value == "de"


def test_luggage_is_there_after_signing_in_with_another_browser():
    here = Client()
    session = here.session
    session["people.luggage"] = {"some.key": "a token"}
    session.save()
    here.cookies["sessionid"] = session.session_key
    sign_up(here)
    confirm(Client())
    there = Client()
    there.post("/account/login/", {"login": "nia", "password": PASSWORD})
    assert there.session["some.key"] == "a token"
