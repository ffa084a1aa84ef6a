"""Administrators get in, others do not; each act is noted."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from folkmoot.base.audit.models import Entry
from folkmoot.base.clock import now
from folkmoot.base.ids import to_text
from folkmoot.base.site import settings as site
from folkmoot.commons.people.models import Person, ProfileField, SiteInvitation, Unit
from folkmoot.commons.people.tests.makers import AT, make_admin, make_employee, make_person, make_unit
from folkmoot.steward.administration import actions

pytestmark = pytest.mark.django_db

PAGES = ("settings", "people", "waiting", "invitations", "fields", "units")


@pytest.fixture(autouse=True)
def fresh():
    site.forget()
    cache.clear()
    yield
    site.forget()


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def admin(db) -> Client:
    return client_of(make_admin(username="otto"))


def noted(verb: str) -> bool:
    return Entry.objects.filter(verb=verb).exists()


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_there_for_administrators_alone(name, admin):
    url = reverse(f"administration:{name}")
    assert admin.get(url).status_code == 200
    assert Client().get(url).status_code == 302
    assert client_of(make_employee()).get(url).status_code == 404
    assert client_of(make_person()).post(url).status_code == 404


def test_change_settings_by_form_is_noted_with_old_and_new(admin):
    page = admin.get("/administration/")
    values = {name: page.context["form"].initial[name] for name in page.context["form"].fields}
    given = {name: "\n".join(value) if isinstance(value, list) else value for name, value in values.items()}
    given = {name: value for name, value in given.items() if value is not False}
    given |= {"people__signup": "domain", "people__signup_domains": "one.example\n\n two.example "}
    assert admin.post("/administration/", given).status_code == 302
    assert site.get("people.signup") == "domain"
    assert site.get("people.signup_domains") == ["one.example", "two.example"]
    entry = Entry.objects.get(verb="site.setting.changed", detail__key="people.signup")
    assert (entry.detail["before"], entry.detail["after"]) == ("open", "domain")
    assert admin.post("/administration/", given | {"people__signup": "sesame"}).status_code == 422


def test_change_settings_by_others_is_refused():
    from folkmoot.commons.people.errors import NotAllowed

    with pytest.raises(NotAllowed):
        actions.change_settings(actor=make_employee(), values={"people.signup": "open"}, at=AT)


def test_waiting_people_are_let_in_or_refused(admin):
    one, other = (make_person(is_approved=False, claimed_at=now()) for _ in range(2))
    page = admin.get("/administration/waiting/").content.decode()
    assert one.email in page
    admin.post("/administration/waiting/", {"person": one.pk})
    admin.post("/administration/waiting/", {"person": other.pk, "refuse": "1"})
    assert Person.objects.get(pk=one.pk).is_approved
    assert not Person.objects.filter(pk=other.pk).exists()
    assert noted("people.person.let_in")
    assert noted("people.person.refused")
    assert admin.post("/administration/waiting/", {"person": "x"}).status_code == 404


def test_invitations_show_their_link_once_and_are_withdrawn(admin):
    page = admin.post(
        "/administration/invitations/", {"email": "", "relation": "partner", "max_uses": 3}
    ).content.decode()
    assert "/join/" in page
    assert "/join/" not in admin.get("/administration/invitations/").content.decode()
    made = SiteInvitation.objects.get()
    admin.post("/administration/invitations/", {"withdraw": made.pk})
    made.refresh_from_db()
    assert made.withdrawn_at
    assert admin.post("/administration/invitations/", {"email": "nonsense", "max_uses": 1}).status_code == 422


def test_fields_are_added_changed_and_removed(admin):
    new = {"label": "Shirt size", "kind": "choice", "choices": "", "help": "", "audience": 2, "position": 1}
    assert admin.post("/administration/fields/", new).status_code == 422
    admin.post("/administration/fields/", new | {"choices": "S\nM"})
    field = ProfileField.objects.get()
    assert (field.key, field.choices) == ("shirt-size", ["S", "M"])
    url = f"/administration/fields/{to_text(field.pk)}/"
    admin.post(url, new | {"choices": "S\nM\nL", "audience": 1})
    field.refresh_from_db()
    assert (field.choices, field.audience) == (["S", "M", "L"], 1)
    admin.post(url, {"remove": "1"})
    assert not ProfileField.objects.exists()


def test_units_form_a_tree_without_circles_and_people_move_up(admin):
    top = make_unit("Company")
    admin.post("/administration/units/", {"name": "Sailing", "parent": to_text(top.pk)})
    team = Unit.objects.get(name="Sailing")
    again = admin.post("/administration/units/", {"name": "sailing", "parent": to_text(top.pk)})
    assert again.status_code == 422
    circle = admin.post(f"/administration/units/{to_text(top.pk)}/", {"name": "Company", "parent": to_text(team.pk)})
    assert circle.status_code == 422
    ada = make_employee(unit=team)
    admin.post(f"/administration/units/{to_text(team.pk)}/", {"remove": "1"})
    ada.refresh_from_db()
    assert ada.unit == top


def test_person_is_placed_related_closed_opened_and_erased(admin):
    team, boss = make_unit("Team"), make_employee(username="boss")
    ada = make_person("Ada Lind")
    url = f"/administration/people/{to_text(ada.pk)}/"
    assert "Ada Lind" in admin.get(url).content.decode()
    assert admin.post(url + "place/", {"unit": to_text(team.pk), "manager": "nobody"}).status_code == 422
    admin.post(url + "place/", {"unit": to_text(team.pk), "manager": "@boss"})
    admin.post(url + "relation/", {"kind": "employee", "since_on": "2026-01-01"})
    ada.refresh_from_db()
    assert (ada.unit, ada.manager, ada.is_employee) == (team, boss, True)
    admin.post(url + "end-relation/", {"relation": ada.relations.get().pk})
    for verb, attribute, value in (
        ("promote", "is_admin", True),
        ("demote", "is_admin", False),
        ("deactivate", "is_active", False),
        ("reactivate", "is_active", True),
    ):
        admin.post(url + verb + "/")
        ada.refresh_from_db()
        assert getattr(ada, attribute) is value, verb
    admin.post(url + "erase/")
    ada.refresh_from_db()
    assert ada.name == "Former member"
    assert admin.post(url + "dance/").status_code == 404
    for verb in ("people.place.changed", "people.relation.began", "people.relation.ended", "people.person.erased"):
        assert noted(verb), verb


def test_last_administrator_stays_one(admin):
    otto = Person.objects.get(username="otto")
    url = f"/administration/people/{to_text(otto.pk)}/"
    page = admin.post(url + "demote/", follow=True).content.decode()
    assert "Somebody else has to become an administrator" in page
    otto.refresh_from_db()
    assert otto.is_admin


def test_claim_link_is_shown_for_imported_people(admin):
    ida = make_person("Ida", origin="x:1", claimed_at=None)
    page = admin.post(f"/administration/people/{to_text(ida.pk)}/claim/", follow=True).content.decode()
    assert "/claim/" in page
    assert "Ida" in admin.get("/administration/people/?which=unclaimed").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/administration/people/",
        "/administration/waiting/",
        "/administration/units/",
        "/administration/fields/",
        "/administration/invitations/",
    ],
)
def test_lists_cost_the_same_for_one_row_and_three(
    path, admin, django_assert_num_queries, django_assert_max_num_queries
):
    def add() -> None:
        make_person(is_approved=False, claimed_at=now(), unit=make_unit(f"U{Unit.objects.count()}"))
        ProfileField.objects.create(key=f"k{ProfileField.objects.count()}", label="L", kind="text")
        admin.post("/administration/invitations/", {"max_uses": 1})

    add()
    admin.get(path)
    with django_assert_max_num_queries(15) as first:
        admin.get(path)
    budget = len(first)
    add()
    add()
    with django_assert_num_queries(budget):
        admin.get(path)
