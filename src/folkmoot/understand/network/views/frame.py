"""What the pages of the network share: their tabs, and who is let in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from .. import policy, queries
from ..refusals import NotAllowed

View = Callable[..., HttpResponse]


def for_colleagues(view: View) -> View:
    """Signed in; and what the doors refuse is refused here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotAllowed:
            raise PermissionDenied from None

    return login_required(guarded)


def tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The pages one may open."""
    viewer = request.viewer
    entries = [("network:mine", _("My network"), True), ("network:map", _("Map"), policy.may_see_map(viewer)),
               ("network:units", _("Silos"), policy.may_see_units(viewer)),
               ("network:who_knows", _("Who knows"), policy.may_ask_who_knows(viewer)),
               ("network:paper", _("What is computed"), True),
               ("network:runs", _("Runs"), policy.may_run(viewer))]  # fmt: skip
    return [
        {"label": label, "url": reverse(name), "is_current": name == current}
        for name, label, shown in entries
        if shown
    ]


def partitions(request: HttpRequest, url_name: str) -> list[dict[str, Any]]:
    """The three ways to part people, as links of the page."""
    chosen = request.GET.get("by", "unit")
    labels = {"unit": _("Units"), "site": _("Sites"), "community": _("Communities found")}
    url = reverse(url_name)
    return [{"label": label, "url": f"{url}?by={key}", "is_current": key == chosen} for key, label in labels.items()]


def waiting() -> Any:
    """The run that is under way, where there is none yet."""
    return queries.run_under_way()
