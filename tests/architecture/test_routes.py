"""Every address of the site, asked for by everybody: who gets in, who does not, and that nobody learns more.

The walk takes its addresses from the resolver, so a new route is in it the day it is written. A route that answers
strangers must be named in PUBLIC; one that only some may open stands in a room of STEWARD_ROOMS or in MODERATORS.
"""

import logging
import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from http import HTTPStatus
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter

from folkmoot.base.clock import now
from folkmoot.base.ids import IdConverter, new_id, to_text
from folkmoot.base.site import settings as site
from folkmoot.base.web.caching import forget_pages
from folkmoot.commons.content import kinds
from folkmoot.testing.makers import make_item, make_person, make_reply, make_space

pytestmark = pytest.mark.django_db

# Answer strangers, where what they show is public; everything else sends them to the sign-in page or is not there.
PUBLIC = {
    "healthz",
    # Ways in, and back in.
    "account_login", "account_logout", "account_signup", "account_inactive", "account_email_verification_sent",
    "account_confirm_email", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "mfa_login_webauthn",
    "people:join", "people:waiting", "people:claim", "spaces:link",
    # What a visitor reads.
    "feed:home", "content:item", "content:history", "content:tags", "content:tag", "search:search",
    "search:palette", "files:file", "ui:portrait", "ui:choose_theme", "ui:diagram", "moderation:rules",
    "people:profile", "people:tied", "spaces:directory", "spaces:space", "spaces:about",
    "notes:note", "boards:threads", "boards:of_space", "boards:thread", "boards:thread_short",
    "qa:questions", "qa:of_space", "qa:question", "qa:question_short",
    "videos:videos", "videos:of_space", "videos:of_person", "videos:video", "videos:video_short", "videos:vtt",
    "videos:place",
    "blogs:articles", "blogs:of_space", "blogs:of_person", "blogs:series", "blogs:article", "blogs:article_short",
    "ideas:ideas", "ideas:of_space", "ideas:idea", "ideas:idea_short", "ideas:campaigns", "ideas:campaign",
    "ideas:campaign_short", "ideas:roadmap", "ideas:results", "ideas:waiting",
    "feeds:articles", "feeds:of_person", "feeds:of_space", "feeds:series",
    "credit:of_person", "credit:trail", "credit:keys", "credit:key",
    "wiki:home", "wiki:branch", "wiki:changes", "wiki:wanted", "wiki:templates", "wiki:by_name", "wiki:page",
    "wiki:page_short", "wiki:links", "wiki:export", "wiki:export_tree",
    # The signed token in the letter is the proof.
    "feed:unsubscribe",
}  # fmt: skip

# Refused to everybody but administrators of the site.
STEWARD_ROOMS = ("administration:",)

# Refused to everybody but who looks after the community (and administrators, where they know it).
MODERATORS = {
    "spaces:requests", "spaces:answer_request", "spaces:make_link", "spaces:withdraw_invitation", "spaces:edit",
    "spaces:archive", "spaces:statistics", "spaces:export", "content:acknowledgements", "content:move",
    "content:hide", "content:unhide", "wiki:rules", "wiki:import",
    "attention:house", "attention:of_space", "network:runs", "introductions:measured", "campaigns:new",
    "campaigns:keepers", "campaigns:edit", "campaigns:text", "campaigns:work", "campaigns:posters",
}  # fmt: skip

# A mail program posts here, with a signed token in the address; and the theme of a browser is nobody's secret.
WITHOUT_FORM_TOKEN = {"feed:unsubscribe", "ui:choose_theme"}

# What reading a page may write down: who is signed in where, how often somebody asked, what has been read.
NOTED_WHILE_READING = {
    "django_session", "usersessions_usersession", "limits_bucket", "content_reading", "feed_notification",
    "account_emailaddress",  # allauth writes down the address it finds.
    "network_look",  # Who looked at whose data, for those looked at.
}  # fmt: skip

# A stranger and a member take the same walk below, with more asked of it.
WALKERS = ("customer", "employee", "moderator", "admin")
# Who asks for what is hidden, and how: an employee may do more than a customer, yet no more than this.
OUTSIDERS = [("stranger", "get"), ("customer", "get"), ("employee", "get"), ("admin", "get"), ("employee", "post")]
_TOKEN = re.compile(
    rb'(csrfmiddlewaretoken" value="|csrf-token" content="|X-CSRFToken&quot;: &quot;|X-CSRFToken": ")\w+'
)


@dataclass(frozen=True)
class Route:
    name: str
    arguments: tuple[str, ...]
    # Of each argument something that could stand there and means nothing to the house.
    strangers: tuple[tuple[str, Any], ...]

    def url(self, values: dict[str, Any]) -> str:
        known = dict(self.strangers) | values
        return reverse(self.name, kwargs={name: known[name] for name in self.arguments})

    @property
    def is_for_stewards(self) -> bool:
        return self.name.startswith(STEWARD_ROOMS)


@lru_cache
def routes() -> tuple[Route, ...]:
    return tuple(_walk(get_resolver(), "", {}))


def _walk(resolver: Any, namespace: str, before: dict[str, Any]):
    for each in resolver.url_patterns:
        converters = each.pattern.converters
        names = before | {name: _stranger(converters.get(name)) for name in each.pattern.regex.groupindex}
        if isinstance(each, URLResolver):
            yield from _walk(each, f"{each.namespace}:" if each.namespace else namespace, names)
        else:
            yield Route(f"{namespace}{each.name}", tuple(names), tuple(names.items()))


def _stranger(converter: Any) -> Any:
    if isinstance(converter, IdConverter):
        return new_id()
    return 1 if isinstance(converter, IntConverter) else "none"


@dataclass
class House:
    """People of every standing around two communities: one that all the world may read, and a secret one."""

    clients: dict[str, Client] = field(default_factory=dict)
    open: dict[str, Any] = field(default_factory=dict)
    secret: dict[str, Any] = field(default_factory=dict)
    absent: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def hideable(self) -> list[Route]:
        return [route for route in routes() if set(route.arguments) & {"item_id", "slug", "file_id", "series_id"}]

    def answer(self, who: str, method: str, url: str, **headers: str):
        """What comes back; what the request changed is undone."""
        with transaction.atomic():
            response = getattr(self.clients[who], method)(url, headers=headers)
            if response.streaming:
                response.getvalue()
            transaction.set_rollback(True)
        return response


@pytest.fixture
def house(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)
    logging.disable(logging.CRITICAL)  # Each refusal would be told at length.
    for forget in (cache.clear, site.forget, forget_pages):
        forget()
    people = {
        "customer": make_person(name="Cara Customer", employee=False),
        "employee": make_person(name="Eli Employee"),
        "member": make_person(name="Mia Member"),
        "moderator": make_person(name="Mo Moderator"),
        "owner": make_person(name="Ona Owner"),
        "admin": make_person(name="Otto Admin", admin=True),
    }
    inside = {"members": [people["member"]], "moderators": [people["moderator"]], "owner": people["owner"]}
    built = House(clients={"stranger": Client(raise_request_exception=False)})
    for name, person in people.items():
        built.clients[name] = Client(raise_request_exception=False)
        built.clients[name].force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    open_space = make_space(slug="town-square", audience=0, **inside)
    secret_space = make_space(slug="hidden-room", joining="secret", **inside)
    built.open = _values(people["moderator"], open_space, 0)
    built.secret = _values(people["moderator"], secret_space, 3)
    built.absent = _absent(built.secret)
    yield built
    logging.disable(logging.NOTSET)
    site.forget()
    forget_pages()


def _values(author, space, audience: int) -> dict[str, Any]:
    """One thing for each argument that an address can have, as it stands in this community."""
    from io import BytesIO

    from folkmoot.base.files.actions import store

    file = store(BytesIO(b"Minutes of a meeting."), owner=author.pk, at=now(), name=f"{space.slug}.txt")
    kind = "question" if "question" in {each.name for each in kinds.kinds()} else kinds.kinds()[0].name
    item = make_item(kind=kind, author=author, space=space, audience=audience, tags=[space.slug], file_ids=[file.pk])
    make_reply(item, author=author)
    values = {
        "item_id": item.pk, "slug": space.slug, "file_id": file.pk, "name": space.slug, "username": author.username,
        "person_id": author.pk, "number": 1, "words": "-", "form": "atom", "which": "followers", "verb": "follow",
        "token": "no-such-token", "key": "no-such-key", "uidb36": "1", "seed": "1", "pk": 1, "session_id": 1,
    }  # fmt: skip
    return values | _series(author, space)


def _series(author, space) -> dict[str, Any]:
    from django.apps import apps

    if not apps.is_installed("folkmoot.listen.blogs"):
        return {}
    series = apps.get_model("blogs", "Series")
    return {"series_id": series.objects.create(space=space, title=f"Series of {space.slug}", made_at=now()).pk}


def _absent(secret: dict[str, Any]) -> dict[str, Any]:
    """The same addresses, leading to nothing that there is."""
    ids = {name: new_id() for name in ("item_id", "file_id", "series_id")}
    return secret | ids | {"slug": "hidden-roof", "name": "hidden-roof"}


REFUSALS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)


def refused(response) -> bool:
    if response.status_code == HTTPStatus.FOUND:
        return response["Location"].split("?")[0] in {reverse("account_login"), reverse("account_reauthenticate")}
    return response.status_code in REFUSALS


def is_broken(response, route: Route) -> bool:
    """A fault of ours; that the site is not ready is none."""
    return response.status_code >= 500 and route.name != "healthz"


def is_led_back(response) -> bool:
    """A deed that this reader may not do leads back to where it stands, which they may read; nothing is done."""
    return response.status_code == HTTPStatus.FOUND and bool(re.match(r"/$|/[aintq]/\w{13}/", response["Location"]))


def shown(response, values: dict[str, Any]) -> tuple:
    """All that an answer says, with what stands in its address taken out."""
    body = b"".join(response) if response.streaming else response.content
    texts = {str(values[name]) for name in ("slug", "name")} | {
        text for name in ("item_id", "file_id", "series_id") for text in (to_text(values[name]), str(values[name]))
    }
    where = response.get("Location", "")
    for text in sorted(texts, key=len, reverse=True):
        body, where = body.replace(text.encode(), b"-"), where.replace(text, "-")
    cookies = "|".join(sorted(response.cookies))
    return response.status_code, where, response.get("HX-Trigger", ""), cookies, _TOKEN.sub(b"", body)


def test_the_lists_name_only_routes_that_are_there():
    known = {route.name for route in routes()}
    for named in (PUBLIC, MODERATORS, WITHOUT_FORM_TOKEN):
        assert named - known == set()
    assert len(known) > 100


def test_strangers_are_sent_to_sign_in_unless_a_route_is_public_by_name(house):
    wrong = []
    for route in routes():
        for method in ("get", "post"):
            response = house.answer("stranger", method, route.url(house.open))
            assert not is_broken(response, route)
            is_allowed = route.name in PUBLIC or refused(response)
            if not is_allowed and not (method == "get" and is_led_back(response)):
                wrong.append(f"{method} {route.name}: {response.status_code} {response.get('Location', '')}")
    assert not wrong, "Answered a stranger; refuse, or name it in PUBLIC:\n" + "\n".join(wrong)


@pytest.mark.parametrize("who", WALKERS)
def test_nobody_breaks_a_page(house, who):
    """Whoever asks for whatever, and sends nothing with it: words, never a fault of ours."""
    broken = []
    for route in routes():
        for method in ("get", "post") if who in ("customer", "admin") else ("get",):
            response = house.answer(who, method, route.url(house.open))
            if is_broken(response, route):
                broken.append(f"{method} {route.url(house.open)} ({route.name})")
    assert not broken, "\n".join(broken)


def test_pages_of_stewards_and_moderators_are_refused_to_everybody_else(house):
    wrong = []
    for route in routes():
        may_not: tuple[str, ...] = ()
        if route.is_for_stewards:
            may_not = ("stranger", "customer", "employee", "member", "moderator")
        elif route.name in MODERATORS:
            may_not = ("stranger", "customer", "employee", "member")
        for who in may_not:
            response = house.answer(who, "get", route.url(house.open))
            if not refused(response) and not is_led_back(response):
                wrong.append(f"{who}: {route.name} {response.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("who", "method"), OUTSIDERS)
def test_what_is_hidden_answers_as_what_is_not_there(house, who, method):
    wrong = []
    for route in house.hideable:
        hidden = house.answer(who, method, route.url(house.secret))
        absent = house.answer(who, method, route.url(house.absent))
        if shown(hidden, house.secret) != shown(absent, house.absent):
            wrong.append(f"{method} {route.name}: {hidden.status_code} instead of {absent.status_code}")
        elif hidden.status_code == HTTPStatus.OK or hidden.status_code >= 500:
            wrong.append(f"{method} {route.name}: {hidden.status_code} for what is not there")
    # A tag that nobody uses where one may look is a page like any other, with nothing on it.
    wrong = [line for line in wrong if "content:tag:" not in line]
    assert not wrong, "\n".join(wrong)


def test_members_see_what_is_hidden_from_others(house):
    """The counter-proof: the walk above asks for things that are really there."""
    for route, who in (("content:item", "member"), ("spaces:space", "member"), ("files:file", "member")):
        response = house.answer(who, "get", next(r for r in routes() if r.name == route).url(house.secret))
        assert response.status_code in (200, 302), route
        assert not refused(response), route


def test_unsafe_methods_need_the_token_of_a_form(house):
    client = Client(enforce_csrf_checks=True)
    client.cookies = house.clients["admin"].cookies
    house.clients["forged"] = client
    wrong = []
    for route in routes():
        if route.name in WITHOUT_FORM_TOKEN:
            continue
        for method in ("post", "delete"):
            response = house.answer("forged", method, route.url(house.open))
            if response.status_code != HTTPStatus.FORBIDDEN:
                wrong.append(f"{method} {route.name}: {response.status_code}")
    assert not wrong, "Took a request that no page of ours has sent:\n" + "\n".join(wrong)


def test_reading_changes_nothing(house):
    wrong = []
    for route in routes():
        with CaptureQueriesContext(connection) as asked:
            response = house.answer("member", "get", route.url(house.open))
        assert not is_broken(response, route)
        for query in asked.captured_queries:
            match = re.match(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', query["sql"], re.IGNORECASE)
            if match and match[1] not in NOTED_WHILE_READING:
                wrong.append(f"{route.name} writes {match[1]}")
    assert not wrong, "\n".join(sorted(set(wrong)))
