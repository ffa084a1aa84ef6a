"""What visitors of a demonstration are told: whom they can sign in as."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from folkmoot.base.site import settings as site

from .cast import PASSWORD


def sign_in_hint(request: HttpRequest) -> dict[str, Any]:
    """For strangers on a demonstration: the six people, and the one password they all have."""
    if not request.viewer.is_guest or not site.get("demo.is_demo"):  # type: ignore[attr-defined]
        return {}
    people = (
        ("hana", _("community manager in HR")),
        ("otto", _("administrator of the site")),
        ("mia", _("hiring manager")),
        ("eli", _("engineer")),
        ("cara", _("candidate")),
        ("kim", _("customer")),
    )
    return {"sign_in_hint": {"people": people, "password": PASSWORD}}
