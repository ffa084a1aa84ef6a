"""Nothing said to some is heard by others: by no page, list, count, search, feed, letter, export or live message.

Every kind of item is published to every audience, with a word of its own in each place that takes words. Then
readers of every standing go through the site, and whatever word they meet must have been meant for them.
"""

import io
import json
import logging
import random
import re
import zipfile
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from folkmoot.base.clock import now
from folkmoot.base.files.actions import store
from folkmoot.base.ids import to_text
from folkmoot.base.outbox import relay
from folkmoot.base.site import settings as site
from folkmoot.base.web.caching import forget_pages
from folkmoot.commons.content import actions, fragments, kinds
from folkmoot.commons.content.models import Item, Tag
from folkmoot.commons.feed import letters
from folkmoot.commons.feed.live import Hub, Stream
from folkmoot.commons.people.models import Follow
from folkmoot.commons.spaces.models import Membership, SpaceFollow
from folkmoot.listen.notes.models import Poll, PollOption
from folkmoot.testing.makers import make_item, make_person, make_reply, make_space, viewer

pytestmark = pytest.mark.django_db

AUDIENCES = ("public", "signed_in", "employees", "members", "secret")
# Who hears which audience: the first so many of AUDIENCES.
CLEARANCE = {"stranger": 1, "customer": 2, "leaver": 3, "admin": 3, "member": 5}
PAGES_TO_FOLLOW = 70
_LETTERS = "bcdfghjklmnpqrstvwxz"
_LINK = re.compile(r'(?:href|hx-get|action)="(/[^"#]*)"')
_DEEDS = re.compile(r"/account/|/static/|/ui/|/i/\w+/(edit|share|report|move|audience|schedule|comment|menu)")
_TOKEN = re.compile(r'csrf\w*&?[^>]*?(?:value|content)="\w+"|X-CSRFToken[^}]*', re.IGNORECASE)


@dataclass
class Town:
    words: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    items: dict[int, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    people: dict[str, object] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    announced: list[dict] = field(default_factory=list)
    _random: random.Random = field(default_factory=lambda: random.Random(7))

    def word(self, kind: str, audience: str, place: str) -> str:
        """A word like no other, that search does not take for one of the others."""
        made = "".join(self._random.choice(_LETTERS) for _ in range(14))
        self.words[made] = (kind, audience, place)
        return made

    def heard(self, text: str) -> set[str]:
        return {word for word in re.findall(rf"[{_LETTERS}]{{14}}", text.lower()) if word in self.words}

    def wrongly(self, who: str, text: str, asked: str = "") -> list[str]:
        allowed = AUDIENCES[: CLEARANCE[who]]
        return [
            " ".join(self.words[word])
            for word in self.heard(text)
            if self.words[word][1] not in allowed and word not in asked.lower()
        ]

    def hidden_from(self, who: str) -> list[int]:
        return [item for item, audience in self.items.items() if audience not in AUDIENCES[: CLEARANCE[who]]]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """Committed, since the log is handed out when a transaction is over; what a test adds is taken back."""
    with override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("files"))):
        with django_db_blocker.unblock():
            forget_all()
            town = with_people()
            tell_everybody(town)
        yield town
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def town(built, db):
    forget_all()
    mail.outbox.clear()
    logging.disable(logging.CRITICAL)
    yield built
    logging.disable(logging.NOTSET)
    site.forget()
    forget_pages()


def forget_all() -> None:
    for forget in (cache.clear, site.forget, forget_pages, fragments.forget):
        forget()


def with_people() -> Town:
    town = Town()
    town.people = {
        "customer": make_person(name="Cara Customer", employee=False),
        "leaver": make_person(name="Lea Leaver"),
        "admin": make_person(name="Otto Admin", admin=True),
        "member": make_person(name="Mia Member"),
    }
    town.clients = {"stranger": Client()}
    for name, person in town.people.items():
        town.clients[name] = Client()
        town.clients[name].force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return town


def tell_everybody(town: Town) -> None:
    author = make_person(name="Ada Author", profile_audience=0)
    reader, leaver = town.people["member"], town.people["leaver"]
    square = make_space(slug="square", audience=0, owner=author, members=[reader, leaver])
    room = make_space(slug="secret-room", joining="secret", owner=author, members=[reader, leaver])
    for person in town.people.values():
        Follow.objects.create(follower=person, person=author, at=now())
    for audience in AUDIENCES:
        space = room if audience == "secret" else square
        for kind in kinds.kinds():
            publish(town, kind, audience, author, space, leaver)
    with connection.execute_wrapper(overhear(town.announced)):
        relay.drain()
    leave(leaver, square, room)


def publish(town: Town, kind, audience: str, author, space, leaver) -> None:
    level = min(AUDIENCES.index(audience), 3)
    name = town.word(kind.name, audience, "file")
    file = store(io.BytesIO(b"Minutes."), owner=author.pk, at=now(), name=f"{name}.txt")
    tag = town.word(kind.name, audience, "tag")
    mentioned = f"@{leaver.username} " if audience in ("members", "secret") else ""
    item = make_item(
        kind=kind.name, author=author, space=space, audience=level, tags=[tag], file_ids=[file.pk],
        title=f"About {town.word(kind.name, audience, 'title')}" if kind.has_title else "",
        body=f"{mentioned}So {town.word(kind.name, audience, 'body')} it is.",
    )  # fmt: skip
    town.tags.append(tag)
    town.files.append((reverse("files:file", args=[file.pk, file.name]), audience))
    town.items[item.pk] = audience
    if kind.name == "note":
        poll = Poll.objects.create(item=item)
        for place in (0, 1):
            PollOption.objects.create(poll=poll, text=town.word("note", audience, "poll option"), position=place)
    replies = [(item, "comment")] + [
        (item, name) for name in kinds.reply_kinds() if name == "answer" and kind.name == "question"
    ]
    for parent, reply_kind in replies:
        body = f"Then {town.word(reply_kind, audience, 'body')} too."
        reply = make_reply(parent, kind=reply_kind, author=author, body=body)
        town.items[reply.pk] = audience
    for deed in (actions.bookmark, actions.follow):
        deed(viewer=viewer(leaver), item_id=item.pk, at=now())
    actions.edit(viewer=viewer(author), item_id=item.pk, body=item.body + " Indeed.", at=now())


def leave(person, *spaces) -> None:
    """They heard all of it, and have left; what they keep is what everybody may know."""
    Membership.objects.filter(space__in=spaces, person=person).delete()
    SpaceFollow.objects.filter(space__in=spaces, person=person).delete()


def overhear(messages: list[dict]):
    def listen(execute, sql, params, many, context):
        if "pg_notify" in sql:
            messages.extend(json.loads(params[1]))
        return execute(sql, params, many, context)

    return listen


def text_of(response) -> str:
    body = b"".join(response) if response.streaming else response.content
    if response.headers.get("Content-Type", "").startswith("application/zip"):
        with zipfile.ZipFile(io.BytesIO(body)) as bundle:
            body = b"".join(bundle.read(name) for name in bundle.namelist()) + " ".join(bundle.namelist()).encode()
    named = [response.headers.get(name, "") for name in ("Location", "Link", "Content-Disposition", "HX-Trigger")]
    return body.decode("utf-8", "replace") + " ".join(named)


def starting_points(town: Town) -> list[str]:
    author = Item.objects.get(pk=min(town.items)).author
    urls = [
        "/", "/?order=you", "/search/", "/tags/", "/people/", "/communities/", "/bookmarks/", "/drafts/",
        "/notifications/", "/notifications/bell/", "/moderation/", "/moderation/mine/", "/reports/", "/threads/",
        "/questions/", "/articles/", "/administration/people/", "/feeds/articles.atom", "/feeds/articles.rss",
        f"/feeds/people/{author.username}.atom", f"/@{author.username}/", f"/@{author.username}/articles/",
    ]  # fmt: skip
    for slug in ("square", "secret-room"):
        urls += [f"/feeds/communities/{slug}.atom"]
        urls += [
            f"/s/{slug}/{page}"
            for page in (
                "",
                "about/",
                "members/",
                "threads/",
                "questions/",
                "articles/",
                "statistics/",
                "members.csv",
            )
        ]
    return urls


@pytest.mark.parametrize("who", CLEARANCE)
def test_no_page_says_what_was_meant_for_others(town, who):
    client, wrong, met = town.clients[who], [], set()
    waiting = deque(starting_points(town))
    known = set(waiting)
    budget = len(waiting) + PAGES_TO_FOLLOW
    while waiting and budget:
        budget -= 1
        url = waiting.popleft()
        response = client.get(url, follow=True)
        text = text_of(response)
        met |= town.heard(text)
        wrong += [f"{url}: {words}" for words in town.wrongly(who, text)]
        for link in _LINK.findall(text.replace("&amp;", "&")):
            if link not in known and not _DEEDS.match(link) and "next=" not in link:
                known.add(link)
                waiting.append(link)
    assert not wrong, "\n".join(wrong)
    # The counter-proof: whoever may hear it does meet it.
    for audience in AUDIENCES[: CLEARANCE[who]]:
        for kind in kinds.kinds():
            assert any(town.words[w][:2] == (kind.name, audience) for w in met), f"{kind.name} {audience} is nowhere"


@pytest.mark.parametrize("who", ["stranger", "customer", "leaver", "admin"])
def test_no_address_that_somebody_kept_still_opens(town, who):
    client, wrong = town.clients[who], []
    pages = ["content:item", "content:history", "content:edit", "content:menu", "content:share", "content:comment"]
    for item in Item.objects.filter(pk__in=town.hidden_from(who)):
        urls = [reverse(name, args=[item.pk]) for name in pages]
        if item.root_id is None:  # A reply is on the page of what it answers.
            with_title = kinds.kind(item.kind).page_url(item)
            before, id_, _title = with_title.partition(to_text(item.pk))
            urls += [with_title, f"{before}{id_}/", f"{before}{id_}/-/"]
        for url in urls:
            response = client.get(url)
            # Strangers are sent to sign in before anybody looks whether there is something.
            if response.status_code not in (404, 302) or town.wrongly(who, text_of(response), asked=url):
                wrong.append(f"{url}: {response.status_code}")
    for url, audience in town.files:
        if audience not in AUDIENCES[: CLEARANCE[who]] and client.get(url).status_code != 404:
            wrong.append(url)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", ["stranger", "customer", "leaver"])
def test_search_knows_no_more_of_a_hidden_word_than_of_one_nobody_wrote(town, who):
    client, wrong = town.clients[who], []
    absent = "zzzqqqxxxvvvkk"
    hidden = [w for w, (_kind, audience, _place) in town.words.items() if audience not in AUDIENCES[: CLEARANCE[who]]]
    asked = ["/search/?q=%s", "/search/palette/?q=%s", "/people/?q=%s", "/communities/?q=%s", "/tags/%s/"]
    if who != "stranger":
        asked += [
            "/write/tags?q=%s", "/write/mentions?q=%s", "/write/similar?q=%s", "/questions/ask/similar/?title=%s",
        ]  # fmt: skip

    def answer(pattern: str, word: str):
        connection.cursor().execute("DELETE FROM limits_bucket")
        response = client.get(pattern % word)
        return response.status_code, _TOKEN.sub("", text_of(response)).replace(word, "?").replace(word.upper(), "?")

    for pattern in asked:
        nothing = answer(pattern, absent)
        for word in hidden[:: 3 if "search" in pattern else 6]:
            if answer(pattern, word) != nothing:
                wrong.append(f"{pattern % word}: {' '.join(town.words[word])}")
            if "search" in pattern or "write" in pattern:
                begun = text_of(client.get(pattern % word[:7]))
                wrong += [f"{pattern % word[:7]}: {words}" for words in town.wrongly(who, begun)]
    assert not wrong, "\n".join(wrong)


def test_letters_and_exports_say_nothing_that_their_reader_may_not_hear(town):
    for days in range(9):
        letters.send_due(at=now() + timedelta(days=days, hours=days))
        for hour in range(24):
            letters.send_due(at=now() + timedelta(days=days, hours=hour))
    by_mail = {person.email: name for name, person in town.people.items()}
    wrong = []
    for letter in mail.outbox:
        who = by_mail.get(letter.to[0])
        if who:
            said = " ".join([letter.subject, letter.body, *(str(part[0]) for part in letter.alternatives)])
            wrong += [f"letter to {who}: {words}" for words in town.wrongly(who, said)]
    for who in ("customer", "leaver", "admin"):
        exported = text_of(town.clients[who].post("/settings/data/export.zip"))
        wrong += [f"export of {who}: {words}" for words in town.wrongly(who, exported)]
    assert not wrong, "\n".join(wrong)


def test_live_messages_carry_no_words_and_wake_nobody_who_may_not_know(town):
    assert town.announced
    assert town.heard(json.dumps(town.announced)) == set()
    sources = frozenset(
        number for message in town.announced for number in (message.get("a"), message.get("s")) if number
    ) | frozenset(Tag.objects.values_list("pk", flat=True))
    for who in ("customer", "leaver", "admin"):
        for message in town.announced:
            if message["t"] != "feed":
                continue
            hub = Hub()
            stream = Stream("", viewer(town.people[who]), sources, None)
            hub.streams.add(stream)
            hub.hand_out([message])
            may_know = town.items[message["i"]] in AUDIENCES[: CLEARANCE[who]]
            assert stream.queue.empty() is not may_know, (who, town.items[message["i"]])
