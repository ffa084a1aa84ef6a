"""Nobody learns who speaks under an alias or without a name: by no page, letter, event or feed."""

import logging
import re
from datetime import timedelta
from difflib import unified_diff

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from folkmoot.base.clock import now
from folkmoot.base.outbox import relay
from folkmoot.base.web.caching import forget_pages
from folkmoot.commons.content import kinds
from folkmoot.commons.feed import letters
from folkmoot.commons.people.models import Follow
from folkmoot.commons.spaces.models import Membership
from folkmoot.testing.makers import make_item, make_person, make_reply, make_space
from tests.journeys.test_leaks import _TOKEN, CLEARANCE, forget_all, text_of, with_people

# The log is handed out when a transaction is over, so these tests commit.
pytestmark = pytest.mark.django_db(transaction=True)

_CLOCK = re.compile(r"\b\d{1,2}:\d\d(?::\d\d)?\b")


@pytest.fixture
def town(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)
    forget_all()
    logging.disable(logging.CRITICAL)
    yield with_people()
    logging.disable(logging.NOTSET)
    forget_all()


@pytest.mark.parametrize("voice", ["alias", "anonymous"])
def test_nobody_learns_who_speaks_under_an_alias(town, voice):
    word = town.word("thread", "public", "voice")
    space = make_space(slug="masks", audience=0, voices=["alias", "anonymous"], members=[town.people["member"]])
    speaker = make_person(name="Zelda Unmistakable", username="unmistakable", profile_audience=0)
    Membership.objects.create(space=space, person=speaker, role="member", since_at=now())
    for person in town.people.values():
        Follow.objects.get_or_create(follower=person, person=speaker, defaults={"at": now()})
    about_speaker = [
        "/@unmistakable/",
        "/@unmistakable/articles/",
        "/search/?q=unmistakable",
        "/people/?q=unmistakable",
    ]

    def seen(who: str, urls: list[str]) -> list[str]:
        forget_pages()
        pages = [text_of(town.clients[who].get(url, follow=True)) for url in urls]
        return [_CLOCK.sub("", _TOKEN.sub("", page)) for page in pages]

    before = {who: seen(who, about_speaker) for who in CLEARANCE}
    items = [
        make_item(kind=kind.name, author=speaker, space=space, audience=0, voice=voice, tags=["masks"],
                  title=f"About {word}" if kind.has_title else "", body=f"Some {word} words.")
        for kind in kinds.kinds()
    ]  # fmt: skip
    for item in items:
        make_reply(item, author=speaker, voice=voice, body=f"More {word} words.")
    relay.drain()
    for who in CLEARANCE:
        for url, was, is_now in zip(about_speaker, before[who], seen(who, about_speaker), strict=True):
            assert list(unified_diff(was.splitlines(), is_now.splitlines(), lineterm="", n=0)) == [], (who, url)
    places = ["/s/masks/", "/", "/tags/masks/", f"/search/?q={word}", "/notifications/", "/threads/", "/questions/"]
    places += ["/articles/", "/feeds/articles.atom", "/feeds/communities/masks.atom"]
    for item in items:
        places += [kinds.kind(item.kind).page_url(item), reverse("content:history", args=[item.pk])]
    for who in CLEARANCE:
        pages = seen(who, places)
        assert any(word in page for page in pages)
        for url, page in zip(places, pages, strict=True):
            said = page.lower()
            if url != "/s/masks/":  # Who belongs is named there.
                assert "unmistakable" not in said, (who, url)
                assert str(speaker.pk) not in said, (who, url)
    letters.send_due(at=now() + timedelta(days=1))
    for letter in mail.outbox:
        if letter.to[0] != speaker.email and word in letter.subject + letter.body:
            assert "unmistakable" not in (letter.subject + letter.body).lower()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, actor, person, data::text FROM outbox_event WHERE item = ANY(%s)", [[i.pk for i in items]]
        )
        for name, actor, person, data in cursor.fetchall():
            assert speaker.pk not in (actor, person), name
            assert str(speaker.pk) not in data, name
