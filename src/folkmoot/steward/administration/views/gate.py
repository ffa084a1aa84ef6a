"""Who gets in here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse


def administrators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Strangers are asked to sign in; to everybody else who is no administrator these pages are not there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if request.viewer.is_guest:
            return redirect_to_login(request.get_full_path())
        if not request.viewer.is_admin:
            raise Http404
        return view(request, *args, **options)

    return guarded


def tabs(current: str) -> list[dict[str, Any]]:
    from django.urls import reverse
    from django.utils.translation import gettext as _

    pages = (
        ("settings", _("Settings")),
        ("people", _("People")),
        ("waiting", _("Sign-ups")),
        ("invitations", _("Invitations")),
        ("fields", _("Profile fields")),
        ("units", _("Units")),
    )
    return [
        {"label": label, "url": reverse(f"administration:{name}"), "is_current": name == current}
        for name, label in pages
    ]
