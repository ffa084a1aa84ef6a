"""HTTP in, HTML out: every page of the network with nothing, little and much; who is let in."""

import csv
import io
import json
from xml.etree.ElementTree import fromstring

import pytest
from django.test import Client
from django.urls import reverse

from folkmoot.base.site import settings as site
from folkmoot.testing.makers import AT, make_person, viewer
from folkmoot.understand.network import actions
from folkmoot.understand.network.models import Look, SavedView

from .makers import answer, chat, crew, log

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ("mine", "looks", "map", "units", "who_knows", "paper")


@pytest.fixture(autouse=True)
def storage(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)
    site.forget()


def signed_in(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def firm():
    sales, works = crew("Sales", 8, location="Bilbao"), crew("Works", 8, location="Hamburg")
    log(*chat(sales + works), *[answer(sales[0], each, question=1, item=50 + n) for n, each in enumerate(works)])
    actions.run(at=AT)
    return sales, works


def test_every_page_says_what_will_be_there_before_the_first_run():
    client = signed_in(make_person(admin=True))
    for name in (*PAGES, "runs"):
        text(client.get(reverse(f"network:{name}")))
    assert "No network yet" in text(client.get(reverse("network:mine")))


def test_whoever_is_not_in_it_is_told_why(firm):
    newcomer, customer = make_person(), make_person(employee=False)
    mine = reverse("network:mine")
    assert "You came after the last time it was read" in text(signed_in(newcomer).get(mine))
    assert "This network is not about you" in text(signed_in(customer).get(mine))
    site.put("network.whom", "everybody")
    assert "You came after the last time it was read" in text(signed_in(customer).get(mine))


def test_my_network_shows_me_whom_i_help(firm):
    sales, works = firm
    page = text(signed_in(sales[0]).get(reverse("network:mine")))
    assert works[0].name in page
    assert "Not enough evidence" in page
    assert "Answered: 1" in page
    assert sales[5].name not in page
    other = text(signed_in(works[7]).get(reverse("network:mine")))
    assert sales[0].name in other


def test_the_switches_are_kept(firm):
    sales, _ = firm
    client = signed_in(sales[0])
    client.post(reverse("network:choose"), {"publish": "on"})
    assert sales[0].name in text(signed_in(sales[1]).get(reverse("network:map")))
    client.post(reverse("network:choose"), {"publish": "on", "left_out": "on"})
    assert sales[0].name not in text(signed_in(sales[1]).get(reverse("network:map")))
    assert "You are left out" in text(client.get(reverse("network:mine")))


def test_the_map_is_drawn_in_every_form(firm):
    sales, works = firm
    for person in (sales[0], sales[1], works[0]):
        actions.set_switches(viewer=viewer(person), publish=True, at=AT)
    client = signed_in(works[5])
    data = json.loads(text(client.get(reverse("network:map_data"))))
    assert {row[0] for row in data["people"]} == {sales[0].name, sales[1].name, works[0].name, works[5].name}
    assert {row[0] for row in data["groups"]} == {"Sales", "Works"}
    assert len(data["ties"]) >= 2
    picture = fromstring(client.get(reverse("network:map_file", args=["svg"])).content)
    assert picture.tag.endswith("svg")
    graph = fromstring(client.get(reverse("network:map_file", args=["gexf"])).content)
    assert graph.tag.endswith("gexf")
    table = list(
        csv.reader(io.StringIO(client.get(reverse("network:map_file", args=["csv"])).content.decode("utf-8-sig")))
    )
    named = {sales[0].name, sales[1].name, works[0].name, works[5].name}
    assert [row[1] for row in table[1:3]] == ["Sales", "Works"]
    assert {row[1] for row in table[3:]} == named
    assert client.get(reverse("network:map_file", args=["exe"])).status_code == 404
    for by in ("unit", "site", "community", "nonsense"):
        assert "Bilbao" in text(client.get(reverse("network:map"), {"by": by})) or by != "site"
    assert Look.objects.filter(viewer=works[5], person=None, purpose="map").get().count >= 5
    looks = text(signed_in(sales[0]).get(reverse("network:looks")))
    assert works[5].name in looks
    assert works[5].name not in text(signed_in(sales[4]).get(reverse("network:looks")))


def test_views_are_saved_for_oneself(firm):
    sales, _ = firm
    client = signed_in(sales[0])
    client.post(reverse("network:save_view"), {"name": "North", "by": "site", "x": "0.5"})
    client.post(reverse("network:save_view"), {"name": "", "by": "site"})
    client.post(reverse("network:save_view"), {"name": "x" * 61})
    saved = SavedView.objects.get()
    assert (saved.name, saved.query) == ("North", "by=site&x=0.5")
    assert "North" in text(client.get(reverse("network:map")))
    other = signed_in(sales[1])
    assert "North" not in text(other.get(reverse("network:map")))
    other.post(reverse("network:forget_view", args=[saved.pk]))
    assert SavedView.objects.exists()
    client.post(reverse("network:forget_view", args=[saved.pk]))
    assert not SavedView.objects.exists()


def test_silos_are_shown_and_saved(firm):
    client = signed_in(firm[0][0])
    page = text(client.get(reverse("network:units")))
    assert "Sales" in page
    assert "Works" in page
    rows = list(csv.reader(io.StringIO(client.get(reverse("network:units_file")).content.decode("utf-8-sig"))))
    assert rows[0][-2:] == ["Sales", "Works"]


def test_the_paper_says_what_this_site_has_decided():
    client = signed_in(make_person())
    assert "5 people" in text(client.get(reverse("network:paper")))
    site.put("network.least", 12)
    site.put("network.half_life", 33)
    page = text(client.get(reverse("network:paper")))
    assert "12 people" in page
    assert "33 days" in page
    assert "answered" in page


def test_only_colleagues_see_the_map_and_only_who_runs_it_the_runs(firm):
    customer, colleague = signed_in(make_person(employee=False)), signed_in(firm[0][0])
    for name in ("map", "map_data", "units", "units_file", "who_knows"):
        assert customer.get(reverse(f"network:{name}")).status_code == 403
        assert Client().get(reverse(f"network:{name}")).status_code == 302
    text(customer.get(reverse("network:mine")))
    assert colleague.get(reverse("network:runs")).status_code == 403
    assert colleague.post(reverse("network:order")).status_code == 403
    boss = signed_in(make_person(admin=True))
    assert boss.post(reverse("network:order")).status_code == 302
    assert "whole log" in text(boss.get(reverse("network:runs")))


def test_pages_cost_no_more_with_more_people(firm, django_assert_max_num_queries):
    sales, works = firm
    client = signed_in(sales[0])
    for name, most in (("mine", 17), ("map", 16), ("units", 10)):
        client.get(reverse(f"network:{name}"))
        with django_assert_max_num_queries(most):
            client.get(reverse(f"network:{name}"))
    for person in (*sales, *works):
        actions.set_switches(viewer=viewer(person), publish=True, at=AT)
    with django_assert_max_num_queries(16):
        client.get(reverse("network:map"))
