"""A real browser for the journeys, one for all of them, and people who sign in with it."""

import logging
import os
import shutil

import pytest
from django.core.cache import cache

from folkmoot.base.site import settings as site
from folkmoot.base.web.caching import forget_pages
from folkmoot.testing.makers import PASSWORD

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
PATIENCE = 15_000  # milliseconds; a busy machine is no mistake of ours


def pytest_collection_modifyitems(items):
    """Where a browser is required a missing one is a failure, not a reason to look away."""
    if CHROMIUM or os.environ.get("REQUIRE_BROWSER") == "1":
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium here"))


@pytest.fixture(scope="session")
def chromium():
    # The driver runs an event loop in this thread, and Django would refuse the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(chromium, live_server, transactional_db, settings, tmp_path):
    """`visit(person, …)` opens a browser of that person's own: a page, signed in (a stranger's for None).

    What a page's script complains of (an error, a refusal of the content security policy) fails the test.
    """
    settings.MEDIA_ROOT = str(tmp_path)
    settings.SITE_URL = live_server.url
    for forget in (cache.clear, site.forget, forget_pages):
        forget()
    contexts, complaints = [], []

    def open_browser(person=None, *, width=1280, height=900, **more):
        context = chromium.new_context(base_url=live_server.url, viewport={"width": width, "height": height}, **more)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if person is not None:
            context.add_cookies([_session(person, live_server.url)])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if _is_bad(said) else None)
        return page

    logging.disable(logging.CRITICAL)
    yield open_browser
    logging.disable(logging.NOTSET)
    for context in contexts:
        context.close()
    assert complaints == []


def _is_bad(said) -> bool:
    # That a form was refused (422) or a live stream is not to be had is told by the page itself.
    return said.type == "error" and "status of 4" not in said.text and "/live" not in said.text + said.location["url"]


def _session(person, address: str) -> dict[str, str]:
    """Signed in without the form; one journey goes through the form."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": address,
    }


@pytest.fixture
def password() -> str:
    return PASSWORD
