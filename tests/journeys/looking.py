"""Pages in a real browser: barriers (axe, in both themes), and a narrow screen."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import axe_playwright_python

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
# A question to the page itself: looking for an element from outside first loads a library into each page.
READY = """() => new Promise((ready, late) => {
  const until = Date.now() + 15000;
  const look = () => {
    if (document.documentElement.matches(".has-js")) ready();
    else if (Date.now() > until) late(new Error("The page's own script did not run."));
    else setTimeout(look, 5);
  };
  look();
})"""
WIDEST = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth)
  .slice(-3).map((one) => one.outerHTML.slice(0, 120)).join(" | ")"""


@dataclass
class Page:
    """One address for one template, and who opens it."""

    who: str
    url: str
    template: str


def problems(visit: Any, people: dict[str, Any], pages: Iterable[Page]) -> list[str]:
    """What is wrong with these pages, each opened by one of these people."""
    browsers = {who: visit(person, color_scheme="light", reduced_motion="reduce") for who, person in people.items()}
    for tab in browsers.values():
        tab.add_init_script(AXE)
        tab.add_init_script(STILL)
    wrong, themes, looks = [], ["light", "dark"], [without_barriers, on_a_narrow_screen]
    for place, page in enumerate(pages):
        tab = browsers[page.who]
        tab.emulate_media(color_scheme=themes[0])
        tab.goto(page.url)
        tab.evaluate(READY)
        found = [line for look in looks for line in look(tab, themes, is_first=place == 0)]
        wrong += [f"{page.template} ({page.who}, {page.url}): {line}" for line in found]
        # The next page is opened as this one is left: a change of theme or width costs as much as a page.
        themes.reverse()
        looks.reverse()
    return wrong


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
