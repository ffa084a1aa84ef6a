"""A passkey, with Chromium's own virtual authenticator: registered, then used instead of a password."""

import pytest

from .makers import PASSWORD, make_employee

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    context.close()


@pytest.mark.django_db(transaction=True)
def test_passkey_signs_in_without_a_password(live_server, page):
    make_employee("Zoe Zander", username="zoe", password=PASSWORD)
    refused = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    page.goto(f"{live_server.url}/account/login/")
    page.click("#passkey_login")
    page.wait_for_selector("text=No key was used.")
    page.fill("[name=login]", "zoe")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_url(f"{live_server.url}/")
    page.goto(f"{live_server.url}/account/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)  # Asked again: this changes how one gets in.
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_url("**/webauthn/add/")
    page.fill("[name=name]", "My laptop")
    assert page.is_checked("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    page.goto(f"{live_server.url}/account/logout/")
    page.click("main button[type=submit] >> nth=0")
    page.goto(f"{live_server.url}/account/login/?next=/settings/profile/")
    page.click("#passkey_login")
    page.wait_for_url("**/settings/profile/")
    assert page.input_value("[name=name]") == "Zoe Zander"
    assert refused == []
