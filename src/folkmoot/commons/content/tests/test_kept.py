"""What is kept between requests is never older, and never for other eyes, than what the database says now."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from folkmoot.base.clock import now
from folkmoot.commons.content import actions, queries
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.queries.kept import Kept
from folkmoot.commons.people.models import Distance, Person
from folkmoot.testing.makers import AT, join, make_item, make_person, make_reply, make_space, viewer

pytestmark = pytest.mark.django_db


def _page(person, item):
    item.refresh_from_db()
    return str(queries.discussion(viewer(person), item).comments_html)


def test_a_page_is_as_it_is_now_for_each_reader():
    ada, ben = make_person(), make_person()
    item = make_item(audience=1)
    reply = make_reply(item, author=ada, body="saffron")
    assert "saffron" in _page(ben, item)
    actions.edit(viewer=viewer(ada), item_id=reply.id, body="cinnamon", at=now())
    assert "cinnamon" in _page(ben, item)
    assert "saffron" not in _page(ben, item)
    Person.objects.filter(pk=ada.pk).update(name="Ada Newname", version=ada.version + 1)
    assert "Ada Newname" in _page(ben, item)
    Distance.objects.create(person=ben, other=ada, is_block=False, at=AT)
    assert "cinnamon" not in _page(ben, item)
    assert "cinnamon" in _page(make_person(), item)
    actions.delete(viewer=viewer(ada), item_id=reply.id, at=now())
    assert "cinnamon" not in _page(make_person(), item)


def test_what_is_moved_out_of_sight_is_not_shown_from_memory():
    member, stranger = make_person(), make_person()
    space = make_space(members=[member])
    item = make_item(audience=0)
    make_reply(item, body="tamarind")
    assert "tamarind" in _page(stranger, item)
    Item.objects.filter(pk__in=[item.pk, *Item.objects.filter(root=item).values_list("pk", flat=True)]).update(
        audience=3, space=space
    )
    assert "tamarind" not in _page(stranger, item)
    assert "tamarind" in _page(member, item)
    join(space, stranger)
    assert "tamarind" in _page(stranger, item)


def test_callers_get_objects_of_their_own():
    item, who = make_item(), viewer(make_person())
    rows = Item.objects.filter(pk=item.pk).only("version")
    [first] = queries.whole(who, rows)
    first.title = "Changed by a caller"
    assert first.author is not None
    with CaptureQueriesContext(connection) as caught:
        [second] = queries.whole(who, rows.all())
    assert len(caught) == 1
    assert second.title == item.title
    assert not second._state.fields_cache


def test_what_weighs_too_much_goes_the_longest_unused_first():
    kept: Kept[str] = Kept(10, len)
    for key in "abc":
        kept.put(key, 1, "1234")
    assert kept.get("a", 1) is None
    assert kept.get("b", 1) == "1234"
    assert kept.get("b", 2) is None
    kept.put("d", 1, "1234")
    assert kept.get("c", 1) is None
    assert kept.get("b", 1) == "1234"
