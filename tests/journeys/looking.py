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
RUN = """async ([colours, inside]) => {
  const frame = inside ? [".bare", ".content"].filter((one) => document.querySelector(one)) : ["html"];
  const include = colours ? window.newColours : frame;
  const rules = { "color-contrast": { enabled: false } };
  const only = colours ? { runOnly: { type: "rule", values: ["color-contrast"] } } : { rules };
  // The text of style sheets is fetched again for rules that are not grave, or off.
  const options = { resultTypes: ["violations"], preload: false, ...only };
  const { violations } = await axe.run({ include }, options);
  const short = (node) => node.html.slice(0, 160);
  return violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(short) }));
}"""
# Colours take longer to look at than all else: it is done where words stand in a place not seen before, a place being
# what style sheets ask of an element and of all those around it. Tells whether there are such.
NEW_COLOURS = """() => {
  const seen = new Set(JSON.parse(localStorage.getItem("colours seen") ?? "[]"));
  const places = new WeakMap();
  const place = (one) => {
    if (!one) return "";
    if (!places.has(one)) {
      const states = ["aria-busy", "aria-current", "aria-disabled", "aria-invalid", "aria-pressed", "aria-selected"];
      const said = ["class", "type", "open", "hidden", ...states].map((name) => one.getAttribute(name));
      places.set(one, hash(`${place(one.parentElement)} ${one.localName} ${said}`));
    }
    return places.get(one);
  };
  const hash = (text) => [...text].reduce((so_far, letter) => Math.imul(so_far, 31) + letter.codePointAt(0) | 0, 7);
  const words = (one) => one.matches("input, select, textarea")
    || [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  window.newColours = [...document.body.querySelectorAll("*")].filter((one) => {
    if (!words(one) || seen.has(place(one))) return false;
    seen.add(place(one));
    return true;
  });
  localStorage.setItem("colours seen", JSON.stringify([...seen]));
  return window.newColours.length > 0;
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
        tab.goto(page.url)
        tab.evaluate(READY)
        found = [line for look in looks for line in look(tab, themes, is_first=place == 0)]
        wrong += [f"{page.template} ({page.who}, {page.url}): {line}" for line in found]
        # The next page is opened as this one is left: a change of width costs as much as a page.
        looks.reverse()
    return wrong


def without_barriers(tab, themes: list[str], *, is_first: bool) -> list[str]:
    tab.set_viewport_size({"width": 1280, "height": 900})
    wrong = barriers(tab, inside=not is_first)
    if tab.evaluate(NEW_COLOURS):
        for theme in themes:
            tab.emulate_media(color_scheme=theme)
            wrong += [f"{theme}: {line}" for line in barriers(tab, colours=True)]
        themes.reverse()
    return wrong


def on_a_narrow_screen(tab, _themes: list[str], *, is_first: bool) -> list[str]:
    tab.set_viewport_size({"width": NARROW, "height": 700})
    if (wide := tab.evaluate("document.documentElement.scrollWidth")) > NARROW:
        return [f"{wide} px wide on {NARROW}: {tab.evaluate(WIDEST)}"]
    return []


def barriers(tab, *, colours: bool = False, inside: bool = True) -> list[str]:
    found = tab.evaluate(RUN, [colours, inside])
    return [f"{each['id']}: {each['nodes'][:3]}" for each in found if each["impact"] in GRAVE]
