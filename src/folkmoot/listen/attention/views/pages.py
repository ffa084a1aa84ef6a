"""Where attention goes: mine, a community's, the house's."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base.clock import now
from folkmoot.base.site import settings as site
from folkmoot.base.web import render
from folkmoot.commons.spaces.views.lookup import head, space_or_404

from .. import actions, logic, queries
from ..hearing import may_count


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    found = queries.mine(request.viewer, at=now())
    context = {
        "title": _("Where my time goes"), "subtitle": _("Only you see this page."), "current": "mine", "mine": found,
        "keep_days": site.get("attention.keep_days"), "browser_says_no": not may_count(request.META),
        "time": logic.in_words(found.seconds / 28),
        "spaces": queries.moderated_spaces(request.viewer),
    }  # fmt: skip
    return render(request, "attention/mine.html", context)


@require_POST
@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """Be counted, or not."""
    if request.POST.get("counted") == "1":
        actions.opt_in(viewer=request.viewer)
        messages.success(request, _("You are counted again, from now on."))
    else:
        actions.opt_out(viewer=request.viewer, at=now())
        messages.success(request, _("You are not counted any more, and what was known is deleted."))
    return redirect("attention:mine")


@require_POST
@login_required
def forget(request: HttpRequest) -> HttpResponse:
    actions.forget(viewer=request.viewer, at=now())
    messages.success(request, _("All your single readings are deleted."))
    return redirect("attention:mine")


@require_safe
@login_required
def of_space(request: HttpRequest, slug: str) -> HttpResponse:
    space = space_or_404(request, slug)
    weeks = _weeks(request)
    report = queries.report_of_space(request.viewer, space, weeks=weeks, today=now().date())
    if report is None:
        raise PermissionDenied
    context = head(request, space, "attention:of_space") | _shown(report, weeks)
    return render(request, "attention/of_space.html", context)


@require_safe
@login_required
def house(request: HttpRequest) -> HttpResponse:
    weeks, today = _weeks(request), now().date()
    report = queries.report_of_house(request.viewer, weeks=weeks, today=today)
    if report is None:
        raise PermissionDenied
    month, units, rest = queries.units(request.viewer, today=today)
    context = _shown(report, weeks) | {
        "month": month, "units": units, "rest": rest,
        "broadcasts": queries.broadcasts(request.viewer, weeks=weeks, today=today),
        "sought": queries.sought_in_vain(request.viewer),
    }  # fmt: skip
    return render(request, "attention/house.html", context)


def _weeks(request: HttpRequest) -> str:
    asked = request.GET.get("weeks", "12")
    return asked if asked in queries.WINDOWS else "12"


def _shown(report: queries.Report, weeks: str) -> dict[str, Any]:
    labels = {"4": _("4 weeks"), "12": _("12 weeks"), "52": _("A year")}
    return {
        "report": report, "least": queries.least(), "few": _("fewer than %d") % queries.least(),
        "time": logic.in_words(report.seconds / max(1, len(report.weeks))),
        "top": report.items[:25],
        "best": sorted((each for each in report.items if each.seconds >= 600), key=lambda each: -each.per_minute)[:8],
        "windows": [
            {"label": label, "url": f"?weeks={key}", "is_current": key == weeks} for key, label in labels.items()
        ],
    }  # fmt: skip
