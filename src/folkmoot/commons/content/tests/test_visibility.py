"""Who sees what: the table of audiences and viewers, in every way out of this room."""

import pytest

from folkmoot.base.clock import now
from folkmoot.base.web.statements import Statement
from folkmoot.commons.content import actions, queries
from folkmoot.commons.content.models import Item
from folkmoot.commons.people.models import Distance
from folkmoot.testing.makers import make_item, make_person, make_reply, make_space, viewer

pytestmark = pytest.mark.django_db

PUBLIC, SIGNED_IN, EMPLOYEES, MEMBERS = range(4)
GIVEN = Statement(lambda: queries.visible_items_given().order_by("id"))


def seen_by(who):
    """What a viewer sees, which is the same however it is asked."""
    found = list(queries.visible_items(who).order_by("id"))
    assert GIVEN.rows(queries.visible_values(who)) == found
    return found


@pytest.fixture
def people():
    return {
        "stranger": None,
        "customer": make_person(employee=False),
        "employee": make_person(),
        "admin": make_person(admin=True),
        "member": make_person(employee=False),
        "author": make_person(),
    }


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (PUBLIC, {"stranger", "customer", "employee", "admin", "member", "author"}),
        (SIGNED_IN, {"customer", "employee", "admin", "member", "author"}),
        (EMPLOYEES, {"employee", "admin", "member", "author"}),
        (MEMBERS, {"member", "author"}),
    ],
)
def test_each_audience_reaches_its_readers_and_nobody_else(people, audience, readers):
    space = make_space(audience=PUBLIC, members=[people["member"]])
    item = make_item(kind="question", author=people["author"], space=space, audience=audience, tags=["marker"])
    make_reply(item, author=people["author"])
    make_reply(item, author=people["author"], kind="answer")
    for name, person in people.items():
        who = viewer(person)
        found = {item.kind for item in seen_by(who)}
        assert found == ({"question", "comment", "answer"} if name in readers else set()), name
        assert (len(queries.tags(who)) == 1) == (name in readers), name
        assert (len(queries.similar(who, item.title)) == 1) == (name in readers), name
        if name in readers:
            assert queries.visible_item(who, item.id) == item
        else:
            with pytest.raises(Item.DoesNotExist):
                queries.visible_item(who, item.id)


@pytest.mark.parametrize("state", ["draft", "scheduled", "unpublished", "hidden", "deleted"])
def test_what_is_not_out_is_seen_by_its_author_and_partly_by_moderators(people, state):
    moderator = make_person()
    space = make_space(audience=PUBLIC, owner=moderator)
    item = make_item(author=people["author"], space=space, audience=PUBLIC, state=state)
    assert not seen_by(viewer(people["author"]))
    assert queries.visible_item(viewer(people["author"]), item.id)
    for name in ("stranger", "customer", "employee", "admin", "member"):
        with pytest.raises(Item.DoesNotExist):
            queries.visible_item(viewer(people[name]), item.id)
    if state in ("hidden", "deleted"):
        assert queries.visible_item(viewer(moderator), item.id)
    else:
        with pytest.raises(Item.DoesNotExist):
            queries.visible_item(viewer(moderator), item.id)


def test_blocked_and_muted_people_are_not_shown(people):
    item = make_item(author=people["author"], audience=PUBLIC)
    Distance.objects.create(person=people["author"], other=people["employee"], is_block=True, at=now())
    Distance.objects.create(person=people["admin"], other=people["author"], at=now())
    assert item not in seen_by(viewer(people["employee"]))
    assert item not in seen_by(viewer(people["admin"]))
    assert item in seen_by(viewer(people["customer"]))


def test_comment_of_a_muted_person_leaves_a_place_without_words(people):
    item = make_item(audience=PUBLIC)
    first = make_reply(item, author=people["author"], body="muted words")
    make_reply(first, author=people["employee"], body="a reply")
    Distance.objects.create(person=people["admin"], other=people["author"], at=now())
    found = queries.discussion(viewer(people["admin"]), item)
    assert "muted words" not in found.comments_html
    assert "a reply" in found.comments_html


def test_a_share_shows_nothing_of_an_item_its_reader_may_not_see(people):
    inside = make_item(author=people["author"], audience=EMPLOYEES, body="for colleagues")
    note = actions.share(viewer=viewer(people["author"]), item_id=inside.id, body="look", at=now())
    Item.objects.filter(id=note.id).update(audience=PUBLIC)  # As if the rule of sharing had failed.
    [card] = queries.cards(viewer(None), queries.visible_items(viewer(None)))
    assert "for colleagues" not in card.html
    [card] = queries.cards(viewer(people["employee"]), queries.visible_items(viewer(people["employee"])).filter(id=note.id))  # noqa: E501 # fmt: skip
    assert "for colleagues" in card.html


def test_sharing_never_widens(people):
    from folkmoot.commons.content.refusals import AudienceIsTooWide

    inside = make_item(author=people["author"], audience=EMPLOYEES)
    with pytest.raises(AudienceIsTooWide):
        actions.share(viewer=viewer(people["employee"]), item_id=inside.id, audience=PUBLIC, at=now())
    open_space = make_space(audience=PUBLIC, members=[people["employee"]])
    with pytest.raises(AudienceIsTooWide):
        actions.share(viewer=viewer(people["employee"]), item_id=inside.id, space_id=open_space.id, at=now())


def test_a_mention_of_a_secret_space_is_no_link_outside_it(people):
    secret = make_space(slug="nobody-knows", joining="secret", members=[people["author"]])
    outside = make_item(author=people["author"], body="see @nobody-knows")
    inside = make_item(author=people["author"], space=secret, audience=None, body="see @nobody-knows")
    assert "<a" not in outside.html
    assert "/s/nobody-knows/" in inside.html


def test_delivery_asks_who_may_read(people):
    space = make_space(audience=PUBLIC, members=[people["member"]])
    everyone = [person.id for person in people.values() if person]
    for audience, expected in ((PUBLIC, 5), (EMPLOYEES, 4), (MEMBERS, 2)):
        item = make_item(author=people["author"], space=space, audience=audience)
        assert len(queries.in_audience_for_system(item, everyone)) == expected


def test_a_narrowed_space_takes_its_items_along_at_once(people):
    from folkmoot.commons.spaces.actions import edit

    space = make_space(audience=PUBLIC, owner=people["admin"], members=[people["member"]])
    item = make_item(author=people["author"], space=space, audience=PUBLIC)
    make_reply(item, author=people["author"])
    edit(actor=viewer(people["admin"]), space=space, changes={"audience": EMPLOYEES}, at=now())
    assert not queries.visible_items(viewer(None)).exists()
    assert queries.visible_items(viewer(people["member"])).count() == 2
