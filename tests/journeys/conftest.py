"""People who go through the journeys, each with a browser of their own."""

import logging

import pytest
from django.core.cache import cache

from folkmoot.base.site import settings as site
from folkmoot.base.web.caching import forget_pages
from folkmoot.testing.browser import PATIENCE
from folkmoot.testing.makers import PASSWORD


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
