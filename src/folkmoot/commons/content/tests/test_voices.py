"""Speaking under an alias: the person behind it shows nowhere."""

import json

import pytest
from django.apps import apps
from django.db import connection

from folkmoot.base.clock import now
from folkmoot.commons.content import actions, queries, voices
from folkmoot.commons.content.models import AliasOwner, Item
from folkmoot.commons.content.refusals import OwnItem, VoiceIsOff
from folkmoot.commons.people.models import Distance
from folkmoot.testing.makers import make_item, make_person, make_reply, make_space, viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_person(name="Ada Unmistakable")


@pytest.fixture
def space(ada):
    return make_space(members=[ada], voices=["alias", "anonymous"])


def test_alias_is_stable_in_its_space_and_anonymous_is_not(ada, space):
    first, second = (make_item(author=ada, space=space, voice="alias") for _ in range(2))
    assert first.alias_id == second.alias_id
    once, again = (make_item(author=ada, space=space, voice="anonymous") for _ in range(2))
    assert len({first.alias_id, once.alias_id, again.alias_id}) == 3
    assert once.alias.root_id == once.id
    assert make_reply(once, author=ada, voice="anonymous").alias_id == once.alias_id


def test_a_space_that_does_not_allow_it_refuses(ada):
    with pytest.raises(VoiceIsOff):
        make_item(author=ada, space=make_space(members=[ada]), voice="alias")
    with pytest.raises(VoiceIsOff):
        make_item(author=ada, voice="anonymous")


@pytest.mark.parametrize("voice", ["alias", "anonymous"])
def test_no_row_but_the_owners_ties_what_was_said_to_the_person(ada, space, voice):
    item = make_item(author=ada, space=space, voice=voice, body="Something delicate", tags=["delicate"])
    comment = make_reply(item, author=ada, voice=voice)
    actions.edit(viewer=viewer(ada), item_id=item.id, body="Something else", at=now())
    actions.resolve(viewer=viewer(ada), item_id=item.id, at=now())
    actions.delete(viewer=viewer(ada), item_id=comment.id, at=now())
    with connection.cursor() as cursor:
        for model in apps.get_app_config("content").get_models():
            if model is AliasOwner:
                continue
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table} t WHERE t::text LIKE %s", [f"%{ada.id}%"])
            assert cursor.fetchone()[0] == 0, model
        cursor.execute("SELECT name, actor, person, data FROM outbox_event")
        for name, actor, person, data in cursor.fetchall():
            assert ada.id not in (actor, person), name
            assert str(ada.id) not in json.dumps(data), name


def test_cards_history_and_pages_show_the_alias_only(ada, space, client):
    item = make_item(kind="thread", author=ada, space=space, voice="alias")
    make_reply(item, author=ada, voice="alias")
    actions.edit(viewer=viewer(ada), item_id=item.id, body="Changed", at=now())
    ben = make_person()
    client.force_login(ben, backend="allauth.account.auth_backends.AuthenticationBackend")
    drawn = [card.html for card in queries.cards(viewer(ben), queries.visible_items(viewer(ben)))]
    drawn += [card.html for card in queries.cards(viewer(ben), [item], whole=True)]
    drawn.append(queries.discussion(viewer(ben), item).comments_html)
    drawn.append(client.get(f"{queries.cards(viewer(ben), [item])[0].url}history").content.decode())
    for html in drawn:
        assert "Unmistakable" not in html
        assert ada.username not in html
        assert str(ada.id) not in html
    assert item.alias.label in drawn[-1]


def test_the_author_keeps_the_rights_of_an_author(ada, space):
    item = make_item(author=ada, space=space, voice="alias")
    assert voices.is_mine(viewer(ada), item)
    assert not voices.is_mine(viewer(make_person()), item)
    [card] = queries.cards(viewer(ada), [item])
    assert (card.own.is_mine, card.own.may_edit, card.own.may_vote) == (True, True, False)
    with pytest.raises(OwnItem):
        actions.vote(viewer=viewer(ada), item_id=item.id, value=1, at=now())
    draft = make_item(author=ada, space=space, voice="alias", as_draft=True)
    assert queries.drafts(viewer(ada))[1] == [draft]
    assert queries.drafts(viewer(make_person()))[1] == []


def test_blocking_does_not_unmask(ada, space):
    item = make_item(author=ada, space=space, voice="alias")
    ben = make_person()
    Distance.objects.create(person=ada, other=ben, is_block=True, at=now())
    assert item in queries.visible_items(viewer(ben))


def test_the_person_is_told_of_replies_and_may_mute(ada, space):
    item = make_item(author=ada, space=space, voice="anonymous")
    assert queries.followers_for_system(item.id) == {ada.id: "wrote"}
    actions.mute(viewer=viewer(ada), item_id=item.id, at=now())
    assert queries.followers_for_system(item.id) == {}


def test_ids_of_aliases_tell_no_time(ada, space):
    ids = [make_item(author=ada, space=space, voice="anonymous").alias_id for _ in range(8)]
    assert ids != sorted(ids) or ids != sorted(ids, reverse=True)
    assert Item.objects.filter(author=ada).count() == 0
