"""HTTP in, HTML out: who gets what, with and without htmx, and what lists cost."""

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from folkmoot.base.ids import to_text
from folkmoot.base.site import settings as site
from folkmoot.commons.people import actions as people
from folkmoot.commons.people.models import MOST_NOTE, Connection, Follow, Person, ProfileField, Skill

from .makers import AT, PASSWORD, make_admin, make_employee, make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_settings():
    site.forget()
    yield
    site.forget()


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    client.get("/people/")  # allauth notes the session with the first page.
    return client


def text_of(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_directory_needs_a_sign_in_and_shows_people():
    assert Client().get("/people/").status_code == 302
    me = make_employee("Zoe Zander")
    make_employee("Ada Lind", headline="Captain")
    page = text_of(client_of(me).get("/people/", {"q": "lind"}))
    assert "Ada Lind" in page
    assert "Captain" in page
    assert "Zoe Zander</a>" not in page
    part = text_of(client_of(me).get("/people/", {"q": "lind"}, headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert "Ada Lind" in part
    assert "Nobody fits" in text_of(client_of(me).get("/people/", {"q": "qqqq", "unit": "nonsense"}))


@pytest.mark.parametrize(
    "path", ["/people/", "/people/chart/", "/people/requests/", "/@zoe/", "/settings/kept-away/"]
)
def test_list_pages_cost_the_same_for_one_row_and_three(
    path, django_assert_max_num_queries, django_assert_num_queries
):
    team = make_unit("Team")
    me = make_employee("Zoe", username="zoe", unit=team)
    client = client_of(me)

    def add(number: int) -> None:
        other = make_employee(f"P {number}", unit=team)
        people.ask_connection(actor=other, person=me, at=AT)
        people.follow(actor=other, person=me, at=AT)
        people.edit_skills(actor=me, person=me, names=[f"s{each}" for each in range(number)], at=AT)
        people.mute(actor=me, person=other, at=AT)

    add(1)
    client.get(path)
    with django_assert_max_num_queries(20) as first:
        client.get(path)
    budget = len(first)
    add(2)
    add(3)
    with django_assert_num_queries(budget):
        client.get(path)


def test_profile_of_the_absent_and_the_hidden_look_the_same():
    stranger, me = Client(), client_of(make_person())
    make_employee(username="shy-one", profile_audience=2)
    for name in ("shy-one", "nobody"):
        assert stranger.get(f"/@{name}/").status_code == 302
        assert me.get(f"/@{name}/").status_code == 404
    make_employee("Open Olga", username="olga", profile_audience=0)
    assert "Open Olga" in text_of(stranger.get("/@olga/"))


def test_profile_buttons_change_ties_with_and_without_htmx():
    me, other = make_employee(), make_employee("Bo Berg", username="bobo")
    client = client_of(me)
    assert client.post("/@bobo/tie/follow/").status_code == 302
    assert Follow.objects.filter(follower=me, person=other).exists()
    part = text_of(client.post("/@bobo/tie/unfollow/", headers={"HX-Request": "true"}))
    assert 'id="ties"' in part
    assert not Follow.objects.exists()
    refused = client.post("/@bobo/tie/connect/", {"note": "w" * (MOST_NOTE + 1)})
    assert refused.status_code == 422
    assert "longer than we can take" in refused.content.decode()
    assert f'maxlength="{MOST_NOTE}" rows="3">{"w" * (MOST_NOTE + 1)}</textarea>' in refused.content.decode()
    assert not Connection.objects.exists()
    client.post("/@bobo/tie/connect/", {"note": "Hello from the harbour"})
    theirs = client_of(other)
    assert "Hello from the harbour" in text_of(theirs.get("/people/requests/"))
    waiting = Connection.objects.get()
    assert client.post(f"/people/requests/{to_text(waiting.pk)}/accept/").status_code == 302
    assert Connection.objects.get().state == "asked"  # The asker cannot answer.
    theirs.post(f"/people/requests/{to_text(waiting.pk)}/accept/")
    assert Connection.objects.get().state == "accepted"
    assert client.get("/@bobo/tie/follow/").status_code == 405
    assert client.post("/@bobo/tie/marry/").status_code == 404
    assert client.post("/@bobo/tie/block/").status_code == 302
    assert client.get("/@bobo/").status_code == 404
    assert theirs.get(f"/@{me.username}/").status_code == 404
    client.post("/settings/kept-away/", {"username": "bobo"})
    assert "Bo Berg" in text_of(client.get("/@bobo/"))


def test_endorse_toggles():
    me, other = make_employee(), make_employee(username="bobo")
    people.edit_skills(actor=other, person=other, names=["Sailing"], at=AT)
    skill = other.skills.get()
    client = client_of(me)
    url = f"/@bobo/skills/{to_text(skill.pk)}/endorse/"
    assert "1 person says so" in text_of(client.post(url, headers={"HX-Request": "true"}))
    client.post(url)
    skill.refresh_from_db()
    assert skill.endorsement_count == 0
    assert client.post(f"/@bobo/skills/{to_text(Skill.objects.get().pk)}/endorse/").status_code == 404


def test_edit_profile_saves_and_keeps_what_was_typed_when_it_does_not_fit():
    me = make_employee(username="zoe")
    ProfileField.objects.create(key="site", label="Home page", kind="link")
    ProfileField.objects.create(key="shirt", label="Shirt", kind="choice", choices=["S", "M"])
    client = client_of(me)
    good = {
        "name": "Zoe Zander",
        "headline": "Head",
        "about": "*hi*",
        "ask_me_about": "tea, Tea, law",
        "interests": "",
    }
    wrong = client.post("/settings/profile/", good | {"field-site": "javascript:alert(1)", "field-shirt": "XXL"})
    assert wrong.status_code == 422
    assert "Zoe Zander" in wrong.content.decode()
    done = client.post("/settings/profile/", good | {"field-site": "example.org", "field-shirt": "M"})
    assert done.status_code == 302
    me.refresh_from_db()
    assert (me.name, me.ask_me_about) == ("Zoe Zander", ["tea", "law"])
    page = text_of(client.get("/@zoe/"))
    assert 'href="https://example.org"' in page
    assert "<em>hi</em>" in page


def test_edit_settings_pages_save():
    me = make_employee(username="zoe")
    client = client_of(me)
    client.post("/settings/skills/", {"skills": "law, sailing"})
    client.post("/settings/account/", {"language": "de", "timezone": "Europe/Berlin", "theme": "dark"})
    client.post("/settings/privacy/", {"profile_audience": "2", "ties_audience": "4"})
    me.refresh_from_db()
    assert me.skills.count() == 2
    assert (me.language, me.timezone, me.theme) == ("de", "Europe/Berlin", "dark")
    assert (me.profile_audience, me.ties_audience) == (2, 4)
    client.post("/settings/privacy/", {"profile_audience": "", "ties_audience": "2"})
    me.refresh_from_db()
    assert me.profile_audience is None
    assert client.post("/settings/account/", {"timezone": "Mars/Base"}).status_code == 422


def test_edit_picture_takes_pictures_only():
    me = make_employee(username="zoe", profile_audience=2)
    client = client_of(me)
    data = io.BytesIO()
    Image.new("RGB", (32, 32), "teal").save(data, "PNG")
    refused = client.post("/settings/picture/", {"picture": SimpleUploadedFile("a.txt", b"just words")})
    assert refused.status_code in (200, 422)
    client.post("/settings/picture/", {"picture": SimpleUploadedFile("a.png", data.getvalue())})
    me.refresh_from_db()
    assert me.picture_id
    assert client_of(make_employee()).get(me.avatar_url).status_code == 200
    client.post("/settings/picture/", {"remove": "1"})
    me.refresh_from_db()
    assert me.picture_id is None


def sign_in(person: Person) -> Client:
    client = Client()
    client.post("/account/login/", {"login": person.username, "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})  # Asked again before what cannot be undone.
    return client


def test_export_and_erase_my_account():
    me = make_employee("Zoe Zander", username="zoe", password=PASSWORD)
    assert "reauthenticate" in client_of(me).post("/settings/data/export.zip")["Location"]
    client = sign_in(me)
    answer = client.post("/settings/data/export.zip")
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert {"profile.json", "following.json"} <= set(names)
    profile = json.loads(zipfile.ZipFile(io.BytesIO(answer.content)).read("profile.json"))
    assert profile["name"] == "Zoe Zander"
    assert client.post("/settings/data/delete/", {"username": "wrong"}).status_code == 422
    assert client.post("/settings/data/delete/", {"username": "@zoe"}).status_code == 302
    assert not Person.objects.filter(username="zoe").exists()
    assert client.get("/people/").status_code == 302


def test_chart_opens_a_unit_for_htmx_and_as_a_page():
    top = make_unit("Company")
    team = make_unit("Sailing", top)
    boss = make_employee("Boss", unit=team)
    make_employee("Report", unit=team, manager=boss)
    client = client_of(boss)
    page = text_of(client.get("/people/chart/"))
    assert "Sailing" in page
    assert "Report" not in page
    url = f"/people/chart/{to_text(team.pk)}/"
    assert "Report" in text_of(client.get(url))
    part = text_of(client.get(url, headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert "Report" in part
    assert client.get(f"/people/chart/{to_text(1)}/").status_code == 404


def test_tied_pages_show_or_say_that_it_is_private():
    me, shy = make_employee(), make_employee("Shy", username="shy-one", ties_audience=4)
    people.follow(actor=shy, person=me, at=AT)
    client = client_of(me)
    assert "keeps this private" in text_of(client.get("/@shy-one/ties/following/"))
    assert "Shy" in text_of(client.get(f"/@{me.username}/ties/followers/"))
    assert client.get("/@shy-one/ties/everything/").status_code == 404


def test_deactivated_person_is_out_with_the_next_click():
    admin, me = make_admin(), make_employee()
    client = client_of(me)
    assert client.get("/people/").status_code == 200
    people.deactivate(actor=admin, person=me, at=AT)
    assert client.get("/people/").status_code == 302


def test_people_are_offered_by_name_to_those_who_are_signed_in():
    make_employee("Bo Berg", username="bobo")
    me = client_of(make_employee())
    assert [each["value"] for each in me.get("/people/named/?q=@ber").json()] == ["bobo"]
    assert me.get("/people/named/?q=").json() == []
    assert Client().get("/people/named/?q=ber").status_code == 302
