"""Every form of the site gets what people type by mistake, paste by accident or send on purpose.

Whatever it is: words that help, never a fault of ours; and what was typed is still there to be mended.
"""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib import messages
from django.db import transaction
from django.test import Client
from django.urls import resolve
from lxml import html

from folkmoot.base.clock import now
from folkmoot.base.limits.models import Bucket
from folkmoot.commons.content import kinds
from folkmoot.testing.makers import make_item, make_person, make_reply, make_space
from tests.architecture.test_routes import _values, routes
from tests.journeys.world import grown

# What the network knows is read from what has been committed.
pytestmark = pytest.mark.django_db(transaction=True)

RUBBISH = {
    "blanks": " \t\n ",
    "strange characters": "be\x00fore 👩‍👩‍👧‍👦🪢 ‮שלום ‏مرحبا <script>alert(1)</script>&amp;{{ 7 }}{% now %}",
    "a number too big": "9" * 40,
    "no day": "2026-02-31T25:61",
    "a far year": "99999-01-01T00:00",
    "too long": "lang " * 50_000,
}
# They end something for the one who fills them in, or ask nothing that could be wrong.
LEFT_ALONE = ("/account/logout/", "/settings/data/delete/", "/ui/theme/")
# Who comes by, to which rooms, and how many forms they meet at least. Who plans campaigns carries none.
VISITORS = [("owner", ("",), 80), ("stranger", ("",), 3), ("ada", ("campaigns:", "introductions:", "network:"), 10)]


@dataclass
class Field:
    name: str
    kind: str
    value: str


@dataclass
class Form:
    """keeps: what was typed in it is still there when a refusal is said on another page."""

    action: str
    fields: list[Field]
    keeps: bool


def forms_on(page: str) -> list[Form]:
    """The forms of a page that post something, and what stands in their fields."""
    found = []
    for form in html.fromstring(page.strip() or "<p>").iter("form"):
        if form.get("method", "").lower() == "post":
            fields = list(filter(None, map(field_of, form.iterfind(".//*[@name]"))))
            # Of all buttons the first is the one that the Enter key presses.
            pressed = next((each for each in fields if each.kind == "button"), None)
            fields = [each for each in fields if each.kind != "button" or each is pressed]
            found.append(Form(form.get("action", ""), fields, "data-keep" in form.attrib))
    return found


def field_of(one: html.HtmlElement) -> Field | None:
    name = one.get("name")
    if one.tag == "input":
        return Field(name, one.get("type", "text"), one.get("value", ""))
    if one.tag == "textarea":
        return Field(name, "textarea", one.text or "")
    if one.tag == "select":  # Something chosen, where one may choose nothing.
        choices = one.xpath(".//option[@selected]/@value") + one.xpath(".//option/@value")
        return Field(name, "select", next(filter(None, choices), ""))
    return Field(name, "button", one.get("value", "")) if one.tag == "button" else None


TYPED = ("text", "search", "email", "url", "number", "date", "datetime-local", "textarea", "tel")


@pytest.fixture
def town(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)
    owner, other = make_person(name="Ona Owner", admin=True), make_person(name="Mia Member")
    space = make_space(slug="town-square", audience=0, owner=owner, members=[other])
    usual = _values(owner, space, 0)
    items = [make_item(kind=kind.name, author=owner, space=space, audience=0) for kind in kinds.kinds()]
    for item in items:
        make_reply(item, author=other, at=now())
    # Also seen as somebody else: their profile, where one may connect.
    other_profile = {"username": other.username, "person_id": other.pk}
    world = grown(owner)
    values = [{}, other_profile, *({"item_id": item.pk} for item in items), *world.values]
    return {"owner": owner, "stranger": None, "ada": world.people["ada"]}, [usual | each for each in values]


def client_of(person) -> Client:
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def forms_of(client: Client, choices, rooms: tuple[str, ...]) -> dict[tuple[str, ...], Form]:
    """Every different form that this visitor meets: by the page it stands on, where it leads and what it asks."""
    found, seen = {}, set()
    for route in routes():
        if not route.name.startswith(rooms):
            continue
        for url in {route.url(values): None for values in choices}:
            where, response = url, client.get(url)
            if response.status_code == 405:
                break  # Whatever it is about.
            while response.status_code in (301, 302):  # To the same with its title, or to where one signs in.
                where = urljoin(where, response["Location"].partition("?")[0])
                if where in seen:
                    break
                seen.add(where)
                response = client.get(where)
            if response.streaming or response.status_code != 200 or "html" not in response["Content-Type"]:
                continue
            seen.add(where)
            for form in forms_on(response.content.decode()):
                leads = urljoin(where, form.action)
                if any(field.kind in TYPED for field in form.fields) and not leads.startswith(LEFT_ALONE):
                    views = (resolve(urlsplit(each).path).view_name for each in (where, leads))
                    key = (*views, *(field.name for field in form.fields))
                    found.setdefault(key, Form(leads, form.fields, form.keeps))
            if route.name.startswith("content:"):
                break  # The same for every kind.
    return found


def test_no_form_breaks_and_none_loses_what_was_typed(town):
    people, choices = town
    for who, rooms, least in VISITORS:
        client = client_of(people[who])
        forms = forms_of(client, choices, rooms)
        wrong = [f"{who} {line}" for (page, *_), form in forms.items() for line in mishandled(client, page, form)]
        assert not wrong, "\n".join(wrong)
        assert len(forms) >= least


def mishandled(client: Client, page: str, form: Form) -> list[str]:
    """What goes wrong when this form is sent with each sort of rubbish."""
    wrong, at = [], f"at {page} {form.action}:"
    for what, text in RUBBISH.items():
        client.cookies.pop("messages", None)
        with transaction.atomic():
            Bucket.objects.all().delete()  # How often one may is tested elsewhere.
            sent = {field.name: text if field.kind in TYPED else field.value for field in form.fields}
            response = client.post(form.action, sent)
            transaction.set_rollback(True)  # What one form has changed hides no other.
        if response.status_code >= 500:
            wrong.append(f"{at} {what} is answered with {response.status_code}")
        elif response.status_code in (404, 405):
            wrong.append(f"{at} a form leads to what is not there")
        elif response.status_code in (200, 422) and what != "blanks":
            wrong += [f"{at} {what} in {name} is lost" for name in lost(response, form.fields, text)]
        elif is_refused(response) and not form.keeps and what != "blanks":
            wrong.append(f"{at} {what} is refused on another page and lost")
    return wrong


def is_refused(response) -> bool:
    """Whether the next page will say what is wrong."""
    return any(each.level >= messages.WARNING for each in messages.get_messages(response.wsgi_request))


def lost(response, fields: list[Field], text: str) -> list[str]:
    """The fields of the answered form that no longer hold what was sent; a password is never sent back."""
    page = response.content.decode(errors="replace")
    kept = {field.name: field.value for form in forms_on(page) for field in form.fields}
    shown = text.replace("\x00", "").encode(errors="replace").decode().strip()
    return [
        field.name
        for field in fields
        if field.kind in TYPED
        and field.name in kept
        and not kept[field.name].replace("\x00", "").replace("\r\n", "\n").strip().startswith(shown[:200])
    ]
