"""The style page in a real browser: no accessibility violation, and the islands do what they promise."""

import pytest

from folkmoot.base.ui.tags.marks import _sprite

pytestmark = pytest.mark.browser


@pytest.fixture
def style_page(live_server, settings):
    settings.DEBUG = True
    _sprite.cache_clear()
    return f"{live_server.url}/ui/"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_style_page_has_no_accessibility_violation_and_no_sideways_scroll(chromium, style_page, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    page = chromium.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(style_page)
    page.wait_for_selector("html.has-js")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert problems == []
    page.close()


def test_keyboard_opens_and_closes_palette_help_and_menu(chromium, style_page):
    page = chromium.new_page()
    page.goto(style_page)
    page.wait_for_selector("html.has-js")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.wait_for_selector(".palette[open]")
    assert page.locator(".palette [role=option][aria-selected=true]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("Escape")
    page.locator("summary.person-button").focus()
    page.keyboard.press("Enter")
    assert page.locator("details.menu[open] .menu-panel").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0
    page.close()


def test_destructive_form_is_sent_only_after_a_yes(chromium, style_page):
    page = chromium.new_page()
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(style_page)
    page.wait_for_selector("html.has-js")
    delete = page.locator("button[data-confirm]").first
    delete.click()
    page.get_by_role("button", name="Cancel").last.click()
    assert sent == []
    delete.click()
    with page.expect_request(lambda request: request.method == "POST"):
        page.locator("dialog[open]").get_by_role("button", name="Delete").click()
    page.close()


def test_composer_keeps_text_and_offers_people(chromium, style_page):
    page = chromium.new_page()
    page.route("**/mentions/**", lambda route: route.fulfill(json=[{"value": "eli", "label": "Eli Sørensen"}]))
    page.goto(style_page)
    page.wait_for_selector(".composer-tools")
    area = page.locator("textarea[data-composer]")
    area.focus()
    page.keyboard.type("Hello @el")
    page.wait_for_selector("[role=listbox] [role=option]")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+b")
    page.keyboard.type("you")
    assert area.input_value() == "Hello @eli **you**"
    page.close()
