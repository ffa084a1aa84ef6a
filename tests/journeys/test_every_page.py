"""Every page template of the site, opened in a real browser: barriers (axe, both themes), and a narrow screen.

The pages come from the resolver, as in tests/architecture/test_routes.py: a new room's are in it by themselves.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.test import Client

from folkmoot.base.clock import now
from folkmoot.base.web.caching import forget_pages
from folkmoot.commons.content import kinds
from folkmoot.listen.videos.models import Video
from folkmoot.testing.makers import make_item, make_person, make_reply, make_space
from tests.architecture.test_routes import _values, routes

pytestmark = pytest.mark.browser

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Not pages of ours to look at: files, feeds, health, the style page (base/ui/tests looks at it).
SKIPPED = ("files:", "feeds:", "healthz", "ui:")
# Very different for a stranger.
SEEN_TWICE = {"feed:home"}
NARROW = 320
GRAVE = ("serious", "critical")
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
# The frame is the same on every page: it is looked at on the first.
RUN = """async ([only, inside]) => {
  const include = [".bare", ".content"].filter((one) => document.querySelector(one));
  const runOnly = only.length ? { runOnly: { type: "rule", values: only } } : {};
  // The text of style sheets is fetched again for rules that are not grave, or off.
  const options = { resultTypes: ["violations"], preload: false, ...runOnly };
  const { violations } = await axe.run(inside ? { include } : document, options);
  const short = (node) => node.html.slice(0, 160);
  return violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(short) }));
}"""
# A colour on its way from light to dark is neither, and drawing the way costs more than looking.
STILL = """(() => {
  const still = new CSSStyleSheet();
  still.replaceSync("*, ::before, ::after { transition: none !important }");
  document.adoptedStyleSheets = [still];
})()"""
WIDEST = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth)
  .slice(-3).map((one) => one.outerHTML.slice(0, 120)).join(" | ")"""
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@dataclass
class Page:
    """One address for one template, and who opens it."""

    who: str
    url: str
    template: str


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
    browsers = {who: visit(person, color_scheme="light", reduced_motion="reduce") for who, person in people.items()}
    for tab in browsers.values():
        tab.add_init_script(AXE)
        tab.add_init_script(STILL)
    wrong, themes, looks = [], ["light", "dark"], [without_barriers, on_a_narrow_screen]
    looked_at = pages(people, values)
    for page in looked_at:
        tab = browsers[page.who]
        tab.emulate_media(color_scheme=themes[0])
        tab.goto(page.url)
        tab.wait_for_selector("html.has-js")
        found = [line for look in looks for line in look(tab, themes, is_first=page is looked_at[0])]
        wrong += [f"{page.template} ({page.who}, {page.url}): {line}" for line in found]
        # The next page is opened as this one is left: a change of theme or width costs as much as a page.
        themes.reverse()
        looks.reverse()
    assert not wrong, "\n".join(wrong)
    assert len(looked_at) > 60


def without_barriers(tab, themes: list[str], *, is_first: bool) -> list[str]:
    tab.set_viewport_size({"width": 1280, "height": 900})
    wrong = [f"{themes[0]}: {line}" for line in barriers(tab, inside=not is_first)]
    tab.emulate_media(color_scheme=themes[1])
    # Nothing else depends on the theme.
    return wrong + [f"{themes[1]}: {line}" for line in barriers(tab, "color-contrast")]


def on_a_narrow_screen(tab, _themes: list[str], *, is_first: bool) -> list[str]:
    tab.set_viewport_size({"width": NARROW, "height": 700})
    if (wide := tab.evaluate("document.documentElement.scrollWidth")) > NARROW:
        return [f"{wide} px wide on {NARROW}: {tab.evaluate(WIDEST)}"]
    return []


def barriers(tab, *only: str, inside: bool = True) -> list[str]:
    found = tab.evaluate(RUN, [list(only), inside])
    return [f"{each['id']}: {each['nodes'][:3]}" for each in found if each["impact"] in GRAVE]
