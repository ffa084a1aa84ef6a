"""Every page template of the site, opened in a real browser: barriers (axe, both themes), and a narrow screen.

The pages come from the resolver, as in tests/architecture/test_routes.py: a new room's are in it by themselves.
"""

from typing import Any

import pytest
from django.test import Client

from folkmoot.base.clock import now
from folkmoot.base.web.caching import forget_pages
from folkmoot.commons.content import kinds
from folkmoot.listen.videos.models import Video
from folkmoot.testing.makers import make_item, make_person, make_reply, make_space
from tests.architecture.test_routes import _values, routes
from tests.journeys.looking import Page, problems
from tests.journeys.world import LONG_WORD

pytestmark = pytest.mark.browser

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Not pages of ours to look at: files, feeds, health, the style page (base/ui/tests looks at it).
SKIPPED = ("files:", "feeds:", "healthz", "ui:")
# Very different for a stranger.
SEEN_TWICE = {"feed:home"}


@pytest.fixture
def town(visit):
    """A community with a little of everything, some of it longer than one would like."""
    owner = make_person(name="Ona Owner", admin=True, headline=f"Looks after {LONG_WORD}")
    other = make_person(name="Mia Member")
    guest = make_person(name="Kim Customer", employee=False)
    space = make_space(
        slug="town-square", name=f"Town square {LONG_WORD[:30]}", audience=0, owner=owner, members=[other, guest]
    )
    for body in (
        f"Who knows {LONG_WORD}?\n\n```\n{'x' * 200}\n```\n\n| a | b |\n|---|---|\n| {LONG_WORD} | 2 |",
        "Short.",
    ):
        item = make_item(author=other, space=space, audience=0, body=body, tags=["crane", "wind"], at=now())
        make_reply(make_reply(item, author=owner, body=LONG_WORD), author=other)
    usual = _values(owner, space, 0)
    items = {kind.name: make_item(kind=kind.name, author=owner, space=space, audience=0) for kind in kinds.kinds()}
    # The one kind whose page is nothing without its other half.
    Video.objects.create(item=items["video"])
    for item in items.values():
        make_reply(item, author=other, body=f"Well said, {LONG_WORD}.")
    values = [usual | {"item_id": item.pk} for item in items.values()]
    return {"owner": owner, "other": other, "stranger": None}, [usual, *values]


def pages(people: dict[str, Any], choices: list[dict[str, Any]]) -> list[Page]:
    """One address for each template that somebody gets to see; administrators see most."""
    found: dict[str, Page] = {}
    places: set[tuple[str, str]] = set()
    shown: set[str] = set()
    for who in ("owner", "stranger", "other"):
        client = Client()
        if people[who] is not None:
            client.force_login(people[who], backend=BACKEND)
        for route in routes():
            if route.name in shown or route.name.startswith(SKIPPED):
                continue
            urls = {route.url(values): None for values in choices}
            opened = (_opened(client, url, who) for url in urls)
            if page := next((each for each in opened if each is not None), None):
                shown |= {route.name} - SEEN_TWICE
                if (who, page.url) not in places:  # An item has several addresses.
                    found.setdefault(f"{who if route.name in SEEN_TWICE else ''} {page.template}", page)
                places.add((who, page.url))
    return list(found.values())


def _opened(client: Client, url: str, who: str) -> Page | None:
    """The page at this address, unless something else is there: a fragment, a file, a refusal."""
    forget_pages()  # One kept for strangers would not say what it was drawn from.
    response = client.get(url, follow=True)
    if response.streaming or response.status_code != 200 or b"<html" not in response.content[:400]:
        return None
    where = response.redirect_chain[-1][0] if response.redirect_chain else url
    return Page(who, where, _template(response))


def _template(response) -> str:
    """The page's own template: the one that extends the frame. Cards were drawn before it, parts come after."""
    names = [str(each.name) for each in response.templates]
    frame = min(names.index(each) for each in ("ui/page.html", "ui/bare.html") if each in names)
    return " < ".join(names[max(0, frame - 2) : frame])


def test_every_page_is_without_barriers_and_fits_a_narrow_screen(visit, town):
    people, values = town
    looked_at = pages(people, values)
    wrong = problems(visit, people, looked_at)
    assert not wrong, "\n".join(wrong)
    assert len(looked_at) > 60
