"""Each verb: done, refused, impossible."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from folkmoot.base.clock import now
from folkmoot.base.ids import new_id
from folkmoot.commons.content import actions, kinds, queries
from folkmoot.commons.content.models import Attachment, Item, ItemTag, Revision, Tag, Vote
from folkmoot.commons.content.pages import item_url
from folkmoot.commons.content.refusals import (
    AudienceIsTooWide,
    ItemIsLocked,
    JoinFirst,
    NotAllowed,
    OwnItem,
    SignInFirst,
    SpaceIsArchived,
    TextIsEmpty,
    TextIsTooLong,
    ToolIsOff,
    WrongFiles,
    WrongState,
    WrongTags,
)
from folkmoot.commons.spaces.models import Space
from folkmoot.testing.makers import AT, make_item, make_person, make_reply, make_space, viewer

pytestmark = pytest.mark.django_db


def events(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM outbox_event WHERE name = %s ORDER BY id", [name])
        return [json.loads(row[0]) for row in cursor.fetchall()]


def publish(person, **fields):
    return actions.publish(viewer=viewer(person), kind="note", at=now(), **{"body": "Hello", **fields})


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"body": "  "}, TextIsEmpty),
        ({"body": "x" * 60_001}, TextIsTooLong),
        ({"title": "x" * 201}, TextIsTooLong),
        ({"tags": ["a b c!"]}, WrongTags),
        ({"tags": [f"t{n}" for n in range(9)]}, WrongTags),
        ({"file_ids": [1]}, WrongFiles),
        ({"audience": 3}, NotAllowed),
        ({"is_must_read": True}, NotAllowed),
    ],
)
def test_publish_refuses_what_is_wrong_and_keeps_nothing(fields, reason):
    with pytest.raises(reason):
        publish(make_person(), **fields)
    assert not Item.objects.exists()
    assert not events("content.item.published")


def test_publish_refuses_guests_strangers_to_the_space_and_closed_tools():
    ada, ben = make_person(), make_person(employee=False)
    with pytest.raises(SignInFirst):
        actions.publish(viewer=viewer(None), kind="note", body="x", at=now())
    space = make_space(audience=0, owner=ada, tools=["question"])
    with pytest.raises(JoinFirst):
        publish(ben, space_id=space.id)
    with pytest.raises(ToolIsOff):
        publish(ada, space_id=space.id)
    with pytest.raises(NotAllowed):
        publish(ben, space_id=make_space(joining="secret").id)
    with pytest.raises(SpaceIsArchived):
        publish(ada, space_id=make_space(owner=ada, archived_at=now()).id)
    with pytest.raises(AudienceIsTooWide):
        publish(ada, space_id=make_space(owner=ada, audience=2).id, audience=1)
    with pytest.raises(NotAllowed):
        publish(ben, audience=2)


def test_publish_tells_whom_it_names_and_files_under_synonyms():
    ada, ben = make_person(), make_person()
    pump = Tag.objects.create(name="pump")
    Tag.objects.create(name="pumps", synonym_of=pump)
    item = publish(ada, body=f"@{ben.username} look at #pumps", tags=["Big Pumps"])
    [news] = events("content.item.published")
    assert news["people"] == [ben.id]
    assert set(ItemTag.objects.filter(item=item).values_list("tag__name", flat=True)) == {"pump", "big-pumps"}


def test_draft_schedule_publish_and_take_back():
    ada = make_person()
    space = make_space(owner=ada)
    item = publish(ada, space_id=space.id, as_draft=True)
    assert not events("content.item.published")
    later = now() + timedelta(days=1)
    actions.schedule(
        viewer=viewer(ada), item_id=item.id, publish_at=later, unpublish_at=later + timedelta(1), at=now()
    )
    assert actions.publish_due(now()) == 0
    assert actions.publish_due(later) == 1
    item.refresh_from_db()
    assert (item.state, item.published_at) == ("published", later)
    comment = make_reply(item)
    assert actions.publish_due(later + timedelta(2)) == 1
    comment.refresh_from_db()
    assert comment.state == "unpublished"
    actions.publish_draft(viewer=viewer(ada), item_id=item.id, at=now())
    comment.refresh_from_db()
    space.refresh_from_db()
    assert (comment.state, space.item_count) == ("published", 1)
    assert len(events("content.item.published")) == 1


def test_reply_refuses_a_closed_conversation_except_for_moderators():
    owner, ben = make_person(), make_person()
    space = make_space(owner=owner, members=[ben])
    item = make_item(space=space)
    actions.lock(viewer=viewer(owner), item_id=item.id, at=now())
    with pytest.raises(ItemIsLocked):
        make_reply(item, author=ben)
    make_reply(item, author=owner)
    actions.unlock(viewer=viewer(owner), item_id=item.id, at=now())
    make_reply(item, author=ben)


def test_replies_stop_going_deeper_but_never_get_lost():
    item = last = make_item()
    for _ in range(10):
        last = make_reply(last)
    item.refresh_from_db()
    assert (last.depth, item.reply_count) == (6, 10)
    assert queries.discussion(viewer(make_person()), item).comment_count == 10


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1], (1, 0, 1)), ([1, 1], (1, 0, 1)), ([1, -1], (0, 1, -1)), ([-1, 0], (0, 0, 0)), ([0], (0, 0, 0))],
)
def test_vote_counts_the_last_one(values, expected):
    item, ben = make_item(kind="question"), make_person()
    for value in values:
        actions.vote(viewer=viewer(ben), item_id=item.id, value=value, at=now())
    item.refresh_from_db()
    assert (item.up_count, item.down_count, item.score) == expected
    assert Vote.objects.count() == (values[-1] != 0)


def test_vote_refuses_own_items_and_downs_where_there_are_none():
    ada = make_person()
    with pytest.raises(OwnItem):
        actions.vote(viewer=viewer(ada), item_id=make_item(author=ada).id, value=1, at=now())
    with pytest.raises(NotAllowed):
        actions.vote(viewer=viewer(ada), item_id=make_item(kind="note").id, value=-1, at=now())


def test_reactions_count_each_once_and_refuse_unknown_ones():
    item, ben = make_item(), make_person()
    for _ in range(2):
        actions.react(viewer=viewer(ben), item_id=item.id, emoji="heart", at=now())
    item.refresh_from_db()
    assert item.reactions == {"heart": 1}
    actions.unreact(viewer=viewer(ben), item_id=item.id, emoji="heart", at=now())
    item.refresh_from_db()
    assert item.reactions == {}
    with pytest.raises(NotAllowed):
        actions.react(viewer=viewer(ben), item_id=item.id, emoji="<b>", at=now())


def test_edit_keeps_every_text_and_nothing_when_nothing_changed():
    ada = make_person()
    item = make_item(author=ada, body="one", tags=["a"])
    actions.edit(viewer=viewer(ada), item_id=item.id, body="one", at=now())
    assert not Revision.objects.exists()
    actions.edit(viewer=viewer(ada), item_id=item.id, body="two", tags=["b"], comment="why", at=now())
    [kept] = Revision.objects.all()
    assert (kept.body, kept.tags, kept.comment, kept.number) == ("one", ["a"], "why", 1)
    with pytest.raises(NotAllowed):
        actions.edit(viewer=viewer(make_person()), item_id=item.id, body="three", at=now())


def test_edit_by_two_keeps_both_texts():
    ada = make_person()
    item = make_item(author=ada, body="one")
    actions.edit(viewer=viewer(ada), item_id=item.id, body="two", expected_version=1, at=now())
    with pytest.raises(actions.EditConflict) as conflict:
        actions.edit(viewer=viewer(ada), item_id=item.id, body="three", expected_version=1, at=now())
    assert (conflict.value.theirs.body, conflict.value.body) == ("two", "three")


def test_delete_takes_replies_along_and_undo_brings_them_back():
    ada, owner = make_person(), make_person()
    space = make_space(owner=owner)
    item = make_item(kind="question", author=ada, space=space)
    answer = make_reply(item, kind="answer")
    make_reply(answer)
    actions.delete(viewer=viewer(answer.author), item_id=answer.id, at=now())
    item.refresh_from_db()
    assert (item.answer_count, item.reply_count) == (0, 0)
    actions.undelete(viewer=viewer(answer.author), item_id=answer.id, at=now())
    actions.delete(viewer=viewer(ada), item_id=item.id, at=now())
    assert not queries.visible_items(viewer(owner)).exists()
    actions.undelete(viewer=viewer(ada), item_id=item.id, at=now())
    item.refresh_from_db()
    space.refresh_from_db()
    assert (item.answer_count, item.reply_count, space.item_count) == (1, 1, 1)
    assert queries.visible_items(viewer(owner)).count() == 3


def test_an_author_cannot_undo_what_a_moderator_did():
    ada, owner = make_person(), make_person()
    item = make_item(author=ada, space=make_space(owner=owner))
    actions.hide(viewer=viewer(owner), item_id=item.id, at=now())
    for verb in (actions.delete, actions.undelete, actions.unhide):
        with pytest.raises(NotAllowed):
            verb(viewer=viewer(ada), item_id=item.id, at=now())
    with pytest.raises(NotAllowed):
        actions.edit(viewer=viewer(ada), item_id=item.id, body="x", at=now())
    actions.delete(viewer=viewer(owner), item_id=item.id, at=now())
    with pytest.raises(NotAllowed):
        actions.undelete(viewer=viewer(ada), item_id=item.id, at=now())


def test_six_pins_are_too_many():
    owner = make_person()
    space = make_space(owner=owner)
    items = [make_item(author=owner, space=space) for _ in range(6)]
    for item in items[:5]:
        actions.pin(viewer=viewer(owner), item_id=item.id, at=now())
    with pytest.raises(WrongState):
        actions.pin(viewer=viewer(owner), item_id=items[5].id, at=now())


def test_move_narrows_and_never_widens():
    owner = make_person()
    wide, narrow = make_space(owner=owner, audience=0), make_space(owner=owner, audience=3)
    item = make_item(author=owner, space=wide, audience=0)
    comment = make_reply(item)
    actions.move(viewer=viewer(owner), item_id=item.id, space_id=narrow.id, at=now())
    comment.refresh_from_db()
    assert (comment.audience, comment.space_id) == (3, narrow.id)
    assert list(Space.objects.order_by("audience").values_list("item_count", flat=True)) == [0, 1]
    with pytest.raises(AudienceIsTooWide):
        actions.move(viewer=viewer(owner), item_id=item.id, space_id=wide.id, at=now())


def test_change_audience_widens_only_before_others_have_replied():
    ada = make_person()
    item = make_item(author=ada, audience=2)
    actions.change_audience(viewer=viewer(ada), item_id=item.id, audience=0, at=now())
    actions.change_audience(viewer=viewer(ada), item_id=item.id, audience=2, at=now())
    make_reply(item)
    with pytest.raises(AudienceIsTooWide):
        actions.change_audience(viewer=viewer(ada), item_id=item.id, audience=1, at=now())


def test_synonym_takes_items_and_followers_along():
    admin = make_person(admin=True)
    item = make_item(tags=["js"])
    actions.follow_tag(viewer=viewer(admin), tag_id=Tag.objects.get().id, at=now())
    with pytest.raises(NotAllowed):
        actions.make_synonym(viewer=viewer(make_person()), name="js", of="javascript", at=now())
    tag = actions.make_synonym(viewer=viewer(admin), name="js", of="javascript", at=now())
    assert [line.tag.name for line in queries.tags(viewer(admin))] == ["javascript"]
    assert queries.tags(viewer(admin))[0].is_followed
    assert ItemTag.objects.get(item=item).tag_id == tag.id


def test_files_of_somebody_else_cannot_be_attached():
    from folkmoot.base.files.models import StoredFile

    ada, ben = make_person(), make_person()
    file = StoredFile.objects.create(
        owner=ada.id, name="a.txt", media_type="text/plain", size=1, sha256="", path="p", brought_at=now()
    )
    with pytest.raises(WrongFiles):
        publish(ben, file_ids=[file.id])
    item = publish(ada, file_ids=[file.id])
    assert Attachment.objects.get().item_id == item.id


def test_must_read_is_confirmed_and_listed_for_its_author_only():
    owner, ben = make_person(), make_person()
    item = make_item(author=owner, space=make_space(owner=owner, members=[ben]), is_must_read=True)
    done, waiting = queries.acknowledgements(viewer(owner), item)
    assert (done, waiting) == ([], [ben])
    actions.acknowledge(viewer=viewer(ben), item_id=item.id, at=now())
    assert queries.acknowledgements(viewer(owner), item) == ([ben], [])
    with pytest.raises(NotAllowed):
        queries.acknowledgements(viewer(ben), item)


def test_import_brings_history_and_refuses_the_same_twice():
    ada = make_person()
    space = make_space(audience=0)
    root = actions.ImportedItem(
        kind="question", author_id=ada.id, audience=0, made_at=AT, space_id=space.id, title="Q", tags=["old"],
        html="<p>Hi <script>alert(1)</script><b>you</b></p>", up_count=3, down_count=1, answer_count=1, origin="x:1",
    )  # fmt: skip
    answer = actions.ImportedItem(
        kind="answer", author_id=None, audience=0, made_at=AT, space_id=space.id, body="*A*", root_id=root.id,
        parent_id=root.id, depth=1, origin="x:2", id=new_id(),
    )  # fmt: skip
    assert actions.import_items([root, answer]) == 2
    actions.recount_spaces([space.id])
    item = Item.objects.get(origin="x:1")
    assert (item.score, "script" in item.html, item.excerpt) == (2, False, "Hi you")
    assert actions.known_origins(["x:1", "x:3"]) == {"x:1": item.id}
    assert len(queries.discussion(viewer(None), item).answers) == 1
    assert Space.objects.get(id=space.id).item_count == 1
    assert not events("content.item.published")
    with pytest.raises(IntegrityError):
        actions.import_items([root])


def test_import_of_what_only_its_room_makes_is_refused():
    kinds.register(
        kinds.Kind(name="film", label="film", label_plural="films", icon="file", page_url=item_url, has_own_door=True)
    )
    note, film = (
        actions.ImportedItem(kind=kind, author_id=None, audience=0, made_at=AT, body="Hi", origin=f"x:{kind}")
        for kind in ("note", "film")
    )
    with pytest.raises(NotAllowed):
        actions.import_items([note, film])
    assert not Item.objects.filter(origin__startswith="x:").exists()
    assert actions.import_items([note]) == 1
