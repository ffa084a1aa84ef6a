"""Whole stories in a real browser: what somebody came for, from the first click to the last."""

import os
import re
import socket
import subprocess
import sys
import time

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.signals import request_started
from django.db import connection
from django.urls import reverse
from playwright.sync_api import expect
from psycopg.conninfo import make_conninfo

from folkmoot.base.clock import now
from folkmoot.base.outbox import relay
from folkmoot.commons.content import kinds
from folkmoot.commons.content.models import Item
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces import actions as spaces
from folkmoot.commons.spaces.logic import token_of
from folkmoot.testing.makers import make_item, make_person, make_reply, make_space, viewer

pytestmark = pytest.mark.browser

GOOD_PASSWORD = "seven green gulls on a mast"


def sign_up(page, name: str, username: str) -> None:
    """Through the form, and by the link in the letter."""
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Username").fill(username)
    page.get_by_label("Email").fill(f"{username}@example.org")
    page.get_by_label("Password", exact=True).fill(GOOD_PASSWORD)
    page.get_by_role("button", name="Create my account").click()
    page.wait_for_url("**/confirm-email/")
    letter = mail.outbox[-1]
    assert letter.to == [f"{username}@example.org"]
    page.goto(re.search(r"http\S+/confirm-email/\S+/", letter.body)[0])
    page.get_by_role("button", name="Confirm").click()


def test_newcomer_signs_up_asks_and_accepts_the_answer(visit):
    eli = make_person(name="Eli Okafor")
    make_space(slug="help", name="Help", audience=0, owner=eli, only_members_post=False)
    nina = visit()
    nina.goto("/account/signup/")
    sign_up(nina, "Nina Novak", "nina")
    nina.wait_for_url("**/")
    nina.get_by_role("link", name="Questions").first.click()
    nina.get_by_role("link", name="Ask a question").first.click()
    nina.get_by_label("Title").fill("How do I calibrate a Tern?")
    nina.locator("textarea[data-composer]").fill("It shows **two** tonnes too much.")
    nina.get_by_label("Where").select_option(label="Help")
    nina.get_by_role("button", name="Ask", exact=True).click()
    nina.wait_for_url("**/q/**")
    expect(nina.get_by_role("heading", level=1)).to_have_text("How do I calibrate a Tern?")

    page = visit(eli)
    page.goto(nina.url)
    page.locator("#answers textarea[data-composer]").fill("Hang a known weight on it, then press *zero*.")
    page.locator("#answers").get_by_role("button", name=re.compile("answer|Reply|Publish", re.I)).last.click()
    expect(page.locator("#answers article .prose")).to_contain_text("Hang a known weight")

    nina.reload()
    nina.get_by_role("button", name="This solved it").click()
    expect(nina.locator(".post.is-accepted")).to_contain_text("Hang a known weight")
    assert Item.objects.get(kind="question").resolved_at is not None
    zone = Person.objects.get(username="nina").timezone
    assert zone == nina.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")


def test_invitation_link_survives_the_registration(visit):
    ona = make_person(name="Ona Owner")
    space = make_space(slug="quiet", name="Quiet harbour", joining="request", audience=3, owner=ona)
    link = spaces.make_link(actor=viewer(ona), space=space, at=now())
    guest = visit()
    guest.goto(reverse("spaces:link", args=[token_of(link.pk)]))
    expect(guest.locator("body")).to_contain_text("Quiet harbour")
    guest.get_by_role("link", name="Make an account").click()
    sign_up(guest, "Lena Later", "lena")
    # Straight back to it; and on every other page it waits as a banner.
    expect(guest.get_by_role("heading", level=1)).to_contain_text("Quiet harbour")
    guest.goto("/communities/")
    expect(guest.locator(".banner")).to_contain_text("Quiet harbour")
    guest.locator(".banner a").click()
    guest.locator("main").get_by_role("button", name="Join").click()
    guest.wait_for_url("**/s/quiet/**")
    assert Person.objects.get(username="lena").memberships.filter(space=space).exists()


def test_everything_important_goes_by_keyboard(visit):
    mia = make_person(name="Mia Keller")
    for number in range(3):
        make_item(author=mia, kind="thread", title=f"Thread {number}", body="Something to talk about.")
    page = visit(mia)
    page.goto("/")
    page.wait_for_selector("html.has-js")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("g")
    page.keyboard.press("n")
    page.wait_for_url("**/notifications/")
    page.wait_for_selector("html.has-js")
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url(lambda url: url.endswith("/"))
    page.wait_for_selector("html.has-js")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('[data-item]') !== null")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/t/**")
    page.wait_for_selector(".composer-tools")
    box = page.locator("textarea[data-composer]")
    box.focus()
    page.keyboard.type("Written without a mouse.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".comment .prose")).to_contain_text("Written without a mouse.")
    page.wait_for_selector("html.has-js")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.wait_for_selector(".palette[open]")
    page.keyboard.type("Thread 1")
    page.wait_for_selector(".palette [role=option]:has-text('Thread 1')")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_contain_text("Keyboard shortcuts")


def test_phone_reaches_places_and_writes(visit):
    mia = make_person(name="Mia Keller")
    page = visit(mia, width=390, height=844, has_touch=True, is_mobile=True, color_scheme="dark")
    page.goto("/")
    bar = page.get_by_role("navigation", name="Main places")
    bar.get_by_role("link", name="Write").click()
    page.locator("textarea[data-composer]").fill("From the ferry.")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/n/**")
    expect(page.locator(".prose").first).to_contain_text("From the ferry.")
    bar.locator("summary").click()
    bar.get_by_role("link", name="People").last.click()
    page.wait_for_url("**/people/")
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.emulate_media(color_scheme="light")
    assert dark != page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


def test_without_javascript_one_reads_writes_votes_and_undoes(visit, password):
    mia = make_person(name="Mia Keller", username="mia", password=password)
    EmailAddress.objects.create(user=mia, email=mia.email, verified=True, primary=True)
    other = make_person(name="Otto Lind")
    question = make_item(author=other, kind="question", title="Which rope?", body="For the mast.")
    make_reply(question, author=other, kind="answer", body="The green one.")
    page = visit(java_script_enabled=False)
    page.goto("/account/login/")
    page.get_by_label("User name or e-mail").fill("mia")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("link", name="Write").first).to_be_visible()
    page.goto("/questions/")
    page.get_by_role("link", name="Which rope?").click()
    page.get_by_role("button", name="Vote up").first.click()
    question.refresh_from_db()
    assert question.score == 1
    box = page.locator("#comments textarea")
    box.fill("Why green?")
    page.locator("#comments").get_by_role("button", name="Reply").click()
    expect(page.locator("#comments .comment .prose")).to_contain_text("Why green?")
    # Delete it by the menu's own page, and bring it back by the link in the message.
    page.locator("#comments .comment summary[aria-label='More']").click()
    page.locator("#comments .comment").get_by_role("link", name="What you can do with it").click()
    page.get_by_role("button", name="Delete").click()
    assert Item.objects.get(body="Why green?").state == "deleted"
    page.get_by_role("button", name="Undo").click()
    assert Item.objects.get(body="Why green?").state == "published"
    # A text that is refused comes back as it was typed.
    page.goto("/questions/ask/")
    page.locator("textarea[name=body]").fill("A body without a title 🪢")
    page.locator("form.composer").get_by_role("button").last.click()
    expect(page.locator("textarea[name=body]")).to_have_value("A body without a title 🪢")


@pytest.fixture
def live(live_server, settings):
    """The process that tells open pages of news, beside the test's own server and on its database."""
    values = connection.settings_dict
    port = _free_port()
    address = make_conninfo(
        dbname=values["NAME"], user=values["USER"], password=values["PASSWORD"], host=values["HOST"],
        port=str(values["PORT"]),
    )  # fmt: skip
    environment = {
        **os.environ, "DATABASE_URL": address, "LIVE_PORT": str(port), "FOLKMOOT_URL": live_server.url,
        "FOLKMOOT_SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "tests.journeys.live_settings",
    }  # fmt: skip
    process = subprocess.Popen([sys.executable, "-m", "folkmoot.config.command", "live"], env=environment)
    settings.LIVE_PORT = str(port)
    policy = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "connect-src": ["'self'", f"http://localhost:{port}"]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy}
    _wait_for(port, process)
    yield process
    process.terminate()
    process.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int, process) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, "the live process ended"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the live process does not answer")


def test_new_note_is_announced_on_an_open_page(visit, live):
    mia, eli = make_person(name="Mia Keller"), make_person(name="Eli Okafor")
    space = make_space(slug="dock", name="Dock", members=[mia, eli])
    make_item(author=eli, space=space, body="The first.")
    relay.drain()
    page = visit(mia)
    with page.expect_response(lambda response: "/live" in response.url and response.ok):
        page.goto("/")
    make_item(author=eli, space=space, body="@" + mia.username + " the crane is up.")
    relay.drain()
    expect(page.locator(".live-pill")).to_contain_text("1 new")
    expect(page.locator(".bell-count")).to_have_text("1")
    page.locator(".live-pill").click()
    expect(page.locator(".item-card").first).to_contain_text("the crane is up")


def test_a_page_tells_the_live_process_how_far_it_was_read_and_where_there_is_none_the_web(visit, live):
    item, reader = make_item(body="The crane is up."), make_person()
    address = kinds.kind(item.kind).page_url(item)
    page, asked_web = visit(reader), []

    def note(environ, **_more):
        asked_web.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))

    def wait_for(count):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with connection.cursor() as cursor:
                cursor.execute("SELECT share FROM attention_raw WHERE what = 1 AND item = %s", [item.pk])
                if len(told := cursor.fetchall()) == count:
                    return told
            time.sleep(0.02)
        raise AssertionError(f"not told {count} times: {told}")

    request_started.connect(note)
    with page.expect_response(lambda response: "/live" in response.url and response.ok):
        page.goto(address)
    page.evaluate("() => new Promise(requestAnimationFrame)")
    page.goto("/")
    assert wait_for(1) == [(100,)]
    assert ("POST", "/reading/") not in asked_web
    live.terminate()
    live.wait(10)
    page.goto(address)
    page.goto("/")
    assert wait_for(2) == [(100,)] * 2
    assert ("POST", "/reading/") in asked_web
