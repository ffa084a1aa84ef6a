"""Who sees whom, and what it costs."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from folkmoot.base.site import settings as site
from folkmoot.commons.people import actions as people
from folkmoot.commons.people import queries
from folkmoot.commons.people.models import Person, ProfileField, Relation
from folkmoot.commons.people.policy import ONLY_CONNECTIONS, ONLY_ME
from folkmoot.commons.people.queries.chart import people_in
from folkmoot.commons.people.queries.directory import Search
from folkmoot.commons.spaces.models import Membership, Space
from folkmoot.commons.spaces.viewer import GUEST, viewer_of

from .makers import AT, make_admin, make_employee, make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_settings():
    site.forget()
    yield
    site.forget()


def make_space(**values) -> Space:
    return Space.objects.create(slug="a-space", name="A space", made_at=AT, last_activity_at=AT, **values)


def seen_by(viewer) -> set[str]:
    return set(queries.visible_people(viewer).values_list("username", flat=True))


def test_visible_people_by_audience():
    make_employee(username="emp")
    make_employee(username="shy", profile_audience=2)
    make_employee(username="out", profile_audience=0)
    make_person(username="cust")
    make_person(username="open", profile_audience=1)
    make_person(username="waits", is_approved=False)
    make_person(username="gone", is_active=False)
    customer, employee = make_person(username="me-c"), make_employee(username="me-e")
    assert seen_by(GUEST) == {"out"}
    assert seen_by(viewer_of(customer.pk)) == {"emp", "out", "open", "me-c", "me-e"}
    everybody = {"emp", "shy", "out", "cust", "open", "me-c", "me-e"}
    assert seen_by(viewer_of(employee.pk)) == everybody
    site.put("people.directory_audience", 2)
    assert seen_by(viewer_of(customer.pk)) == {"out", "open", "me-c"}
    assert seen_by(viewer_of(employee.pk)) == everybody
    assert seen_by(viewer_of(make_admin(username="adm").pk)) == everybody | {"adm"}


def test_visible_person_blocked_is_absent_for_both_and_muted_is_not():
    ada, bo = make_employee("Ada Lind", username="ada"), make_employee("Bo Berg", username="bo-b")
    people.mute(actor=ada, person=bo, at=AT)
    assert queries.visible_person(viewer_of(ada.pk), "bo-b") == bo
    people.block(actor=ada, person=bo, at=AT)
    assert queries.visible_person(viewer_of(ada.pk), "bo-b") is None
    assert queries.visible_person(viewer_of(bo.pk), "ada") is None
    assert queries.mentionable(viewer_of(bo.pk), "ada") == []
    assert [line.username for line, _ in queries.kept_away(viewer_of(ada.pk))] == ["bo-b"]


def test_profile_page_shows_fields_by_their_audience():
    ada = make_employee()
    for number, audience in enumerate((0, 1, 2)):
        field = ProfileField.objects.create(key=f"f{number}", label=f"F{number}", kind="text", audience=audience)
        people.edit_profile(actor=ada, person=ada, at=AT, values={field: "x"})

    def labels(viewer) -> list[str]:
        return [field.label for field in queries.profile_page(viewer, ada, at=AT).fields]

    assert labels(viewer_of(make_person().pk)) == ["F0", "F1"]
    assert labels(viewer_of(make_employee().pk)) == ["F0", "F1", "F2"]
    shy = make_employee(profile_audience=2)
    assert queries.profile_page(viewer_of(make_person().pk), shy, at=AT).is_whole is False


@pytest.mark.parametrize(
    ("audience", "colleague", "customer", "friend"),
    [
        (0, True, True, True),
        (1, True, True, True),
        (2, True, False, True),
        (ONLY_CONNECTIONS, False, False, True),
        (ONLY_ME, False, False, False),
    ],
)
def test_people_tied_are_shown_as_the_person_chose(audience, colleague, customer, friend):
    ada, bo = make_employee(ties_audience=audience), make_employee()
    people.follow(actor=ada, person=bo, at=AT)
    close = make_employee()
    people.accept(actor=close, connection=people.ask_connection(actor=ada, person=close, at=AT), at=AT)
    for person, may in ((bo, colleague), (make_person(), customer), (close, friend), (ada, True)):
        found = queries.people_tied(viewer_of(person.pk), ada, "following")
        assert (found is not None) is may
        if may:
            assert [line.id for line in found] == [bo.pk]


def test_directory_finds_by_name_skill_unit_place_and_relation():
    top = make_unit("Company")
    team = make_unit("Sailing", top)
    ada = make_employee("Ádám Łęcki", username="adam", unit=team, location="Kraków")
    bo = make_employee("Bo Berg", username="bobo", unit=top)
    cy = make_person("Cyd Adams", username="cyd1")
    people.set_relation(actor=None, person=cy, kind="partner", since_on=AT.date(), at=AT)
    people.edit_skills(actor=bo, person=bo, names=["Contract law"], at=AT)
    viewer = viewer_of(make_employee("Zoe", username="zoe1").pk)

    def found(**search) -> list[str]:
        return [each.line.username for each in queries.directory(viewer, Search(**search)).people]

    assert found(words="lecki") == ["adam"]
    assert found(words="ada") == ["adam", "cyd1"]
    assert found(words="lecky") == ["adam"]
    assert found(words="law") == ["bobo"]
    assert found(skill="contract LAW") == ["bobo"]
    assert found(unit_id=team.pk) == ["adam"]
    assert found(unit_id=top.pk) == ["adam", "bobo"]
    assert found(location="krak") == ["adam"]
    assert found(relation="partner") == ["cyd1"]
    assert found(words="nobody at all") == []
    assert queries.directory(GUEST, Search()).people == []
    assert Relation.objects.filter(person=ada).exists()


def test_directory_pages_through_everybody_once():
    for number in range(7):
        make_employee(f"Same Name {number % 2}")
    viewer = viewer_of(make_employee("Zoe").pk)
    names, after = [], ""
    while True:
        page = queries.directory(viewer, Search(), after=after, size=3)
        names += [each.line.id for each in page.people]
        after = page.next
        if not after:
            break
    assert len(names) == len(set(names)) == 8
    assert len(queries.directory(viewer, Search(), after="nonsense", size=3).people) == 3


def cost(function) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        function()
    return len(captured)


def test_reading_costs_the_same_for_one_row_and_three():
    team = make_unit("Team")
    me = make_admin(unit=team)
    viewer = viewer_of(me.pk)
    site.get("people.signup")

    def costs() -> list[int]:
        return [
            cost(lambda: queries.directory(viewer, Search())),
            cost(lambda: queries.profile_page(viewer, me, at=AT)),
            cost(lambda: queries.chart_of(viewer)),
            cost(lambda: people_in(viewer, team.pk)),
            cost(lambda: queries.names_for([me.pk])),
            cost(lambda: queries.requests_to(viewer)),
            cost(lambda: queries.people_tied(viewer, me, "followers")),
        ]

    def add(number: int) -> None:
        other = make_employee(f"P {number}", unit=team)
        people.edit_skills(actor=me, person=me, names=[f"s{each}" for each in range(number)], at=AT)
        for skill in me.skills.all():
            people.endorse(actor=other, skill=skill, at=AT)
        people.follow(actor=other, person=me, at=AT)
        people.ask_connection(actor=other, person=me, at=AT)

    add(1)
    one = costs()
    add(2)
    add(3)
    assert costs() == one
    assert max(one) <= 8


def test_mentionable_finds_any_part_of_the_name_and_nobody_for_strangers():
    make_employee("Mia Weber", username="miaw")
    viewer = viewer_of(make_employee().pk)
    assert [line.username for line in queries.mentionable(viewer, "web")] == ["miaw"]
    assert [line.username for line in queries.mentionable(viewer, "MIA")] == ["miaw"]
    assert queries.mentionable(GUEST, "mia") == []


def test_person_named_by_user_name_or_by_a_whole_name_that_only_one_has():
    mia = make_employee("Mia Wéber", username="miaw")
    viewer = viewer_of(make_employee().pk)
    for words in ("miaw", "@MiaW", " mia  weber ", "Mia Wéber"):
        assert queries.person_named(viewer, words) == mia
    for words in ("", "@", "mia", "Mia Webers"):
        assert queries.person_named(viewer, words) is None
    make_employee("Mia Weber", username="miaw2")
    assert queries.person_named(viewer, "Mia Weber") is None
    assert queries.person_named(GUEST, "Mia Weber") is None


def test_own_data_holds_every_row_that_names_me_and_no_secret():
    ada, bo = make_employee("Ada", username="ada-x"), make_employee("Bo", username="bo-x")
    people.follow(actor=ada, person=bo, at=AT)
    people.block(actor=ada, person=make_person(username="foe"), at=AT)
    data = queries.own_data(ada)
    assert data["following"] == [{"person__username": "bo-x", "at": AT}]
    assert data["kept_away"][0]["other__username"] == "foe"
    assert "password" not in data["profile"]


def test_chart_counts_only_visible_people():
    top = make_unit("Top")
    below = make_unit("Below", top)
    boss = make_employee("Boss", unit=below)
    make_employee("Report", unit=below, manager=boss)
    make_employee("Shy", unit=below, profile_audience=2)
    (root,) = queries.chart_of(viewer_of(boss.pk))
    assert (root.total, root.children[0].count) == (3, 3)
    (root,) = queries.chart_of(viewer_of(make_person().pk))
    assert root.total == 2
    (tree,) = [each for each in people_in(viewer_of(boss.pk), below.pk).people if each.reports]
    assert [each.line.name for each in tree.reports] == ["Report"]
    assert Person.objects.count() == 4
    assert replace(GUEST).is_guest


def test_profile_page_names_only_people_whom_the_reader_may_meet():
    shy = make_employee("Shy Boss", profile_audience=2)
    ada = make_employee("Ada", manager=shy)
    people.edit_skills(actor=ada, person=ada, names=["law"], at=AT)
    people.endorse(actor=shy, skill=ada.skills.get(), at=AT)
    Relation.objects.create(person=ada, kind="candidate", since_on=AT.date())
    colleague = queries.profile_page(viewer_of(make_employee().pk), ada, at=AT)
    assert colleague.manager.name == "Shy Boss"
    assert [each.name for each in colleague.skills[0].endorsers] == ["Shy Boss"]
    assert len(colleague.relations) == 2
    customer = queries.profile_page(viewer_of(make_person().pk), ada, at=AT)
    assert customer.manager is None
    assert (customer.skills[0].count, customer.skills[0].endorsers) == (1, [])
    assert [each.kind for each in customer.relations] == ["employee"]


def test_chart_and_filters_tell_outsiders_nothing_of_empty_units():
    top = make_unit("Company")
    make_unit("Secret project", top)
    make_employee(unit=top)
    outsider = viewer_of(make_person().pk)
    (root,) = queries.chart_of(outsider)
    assert root.children == []
    assert queries.filter_choices(outsider) == {"units": [], "relations": []}


def test_visible_person_in_short_form_for_those_who_share_a_space():
    space = make_space(audience=2)
    shy, customer, other = make_employee(username="shy-one", profile_audience=2), make_person(), make_person()
    for person in (shy, customer):
        Membership.objects.create(space=space, person=person, since_at=AT)
    assert queries.visible_person(viewer_of(other.pk), "shy-one") is None
    found = queries.visible_person(viewer_of(customer.pk), "shy-one")
    assert found == shy
    assert queries.profile_page(viewer_of(customer.pk), found, at=AT).is_whole is False
