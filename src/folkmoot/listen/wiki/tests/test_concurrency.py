"""Several at once on one wiki: no word is lost, no page stands below itself, nobody approves twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from folkmoot.base.clock import now
from folkmoot.commons.content.actions import EditConflict
from folkmoot.commons.content.models import Item, Revision
from folkmoot.commons.content.refusals import Refused
from folkmoot.listen.wiki import actions
from folkmoot.listen.wiki.actions import Words
from folkmoot.listen.wiki.models import Page
from folkmoot.listen.wiki.queries.pages import ids_above
from folkmoot.testing.makers import viewer

from .makers import House

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(jobs):
    def run(job):
        try:
            return job()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(run, jobs))


def test_eight_editors_of_one_page_keep_every_word():
    house = House()
    parts = [f"Paragraph {n} as it was." for n in range(8)]
    page = house.page(body="\n\n".join(parts))
    who = [viewer(person) for person in (house.writer, house.colleague, house.moderator)]

    def edit(number):
        body = "\n\n".join([*parts[:number], f"Paragraph {number} by somebody.", *parts[number + 1 :]])
        return actions.change(
            viewer=who[number % 3], item_id=page.id, words=Words(page.title, body), expected_version=1, at=now()
        )

    at_once([lambda n=n: edit(n) for n in range(8)])
    assert Item.objects.get(pk=page.id).body == "\n\n".join(f"Paragraph {n} by somebody." for n in range(8))
    assert sorted(Revision.objects.filter(item=page).values_list("number", flat=True)) == list(range(1, 9))


def test_the_same_place_at_once_is_saved_once_and_shown_to_all_others():
    house = House()
    page = house.page(body="The wind limit is 20.")
    texts = [f"The wind limit is {n}." for n in range(10, 16)]

    def edit(text):
        return actions.change(
            viewer=viewer(house.writer), item_id=page.id, words=Words(page.title, text), expected_version=1, at=now()
        )

    done = at_once([lambda t=t: edit(t) for t in texts])
    conflicts = [each for each in done if isinstance(each, EditConflict)]
    assert len(conflicts) == 5
    saved = Item.objects.get(pk=page.id).body
    for conflict in conflicts:
        # Both are there: what was typed, and what was saved first.
        assert conflict.body in texts
        assert conflict.body in conflict.merged
        assert saved in conflict.merged


def test_two_moves_that_would_close_a_circle():
    house = House()
    pages = [house.page(f"P{n}") for n in range(6)]
    who = viewer(house.writer)
    jobs = [
        lambda a=a, b=b: actions.move(viewer=who, item_id=a.id, parent_id=b.id, at=now())
        for a in pages
        for b in pages
        if a != b
    ]
    at_once(jobs)
    for page in pages:
        assert page.id not in ids_above(page.id)


def test_pages_begun_at_once_all_have_a_place_of_their_own():
    house = House()
    top = house.page("Top")
    at_once([lambda n=n: house.page(f"Page {n}", under=top, at=now()) for n in range(12)])
    positions = list(Page.objects.filter(parent_id=top.id).values_list("position", flat=True))
    assert len(positions) == 12
    assert len(set(positions)) == 12


def test_a_proposal_is_approved_once():
    house = House()
    page = house.page(body="Old.")
    house.rules(needs_approval=True)
    proposal = house.change(page, "New.", by=house.colleague)
    who = [viewer(house.moderator), viewer(house.writer)]
    done = at_once([
        lambda v=v: actions.approve(viewer=v, proposal_id=proposal.pk, expected_version=1, at=now()) for v in who * 3
    ])  # fmt: skip
    assert sum(isinstance(each, Item) for each in done) == 1
    assert Revision.objects.filter(item=page).count() == 1
