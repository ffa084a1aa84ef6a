"""Silos, who knows, what is computed, and runs."""

import csv
import io

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base.clock import now
from folkmoot.base.web import render

from .. import actions, drawing, policy, purposes, queries
from .frame import for_colleagues, partitions, tabs, waiting


def level_words() -> dict[int, str]:
    return {
        -3: _("hardly anything"), -2: _("far less than by chance"), -1: _("less than by chance"),
        0: _("as by chance"), 1: _("more than by chance"), 2: _("far more than by chance"),
        3: _("nearly only each other"),
    }  # fmt: skip


@require_safe
@for_colleagues
def units(request: HttpRequest) -> HttpResponse:
    found = queries.silos(request.viewer, by=request.GET.get("by", "unit"))
    words = level_words()
    context = {
        "silos": found, "tabs": tabs(request, "network:units"), "ways": partitions(request, "network:units"),
        "rows": [
            (row, [("" if level is None else f"{level + 3}", words.get(level, _("too little to say")))
                   for level in row.levels])
            for row in found.rows
        ],
        "legend": [(level + 3, text) for level, text in words.items()],
        "waiting": waiting() if found.snapshot is None else None,
    }  # fmt: skip
    return render(request, "network/units.html", context)


@require_safe
@for_colleagues
def units_file(request: HttpRequest) -> HttpResponse:
    found = queries.silos(request.viewer, by=request.GET.get("by", "unit"))
    out = io.StringIO()
    rows = csv.writer(out)
    names = [drawing.plain(row.group.name) for row in found.rows]
    rows.writerow(["group", "about", "openness", "give or take", *names])
    for name, row in zip(names, found.rows, strict=True):
        openness = "" if row.group.ei is None else row.group.ei
        levels = ["" if level is None else level for level in row.levels]
        rows.writerow([name, row.group.about, openness, row.group.step, *levels])
    answer = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="silos.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@for_colleagues
def who_knows(request: HttpRequest) -> HttpResponse:
    if not policy.may_ask_who_knows(request.viewer):
        raise PermissionDenied
    words, topic = request.GET.get("q", "").strip()[:200], request.GET.get("topic", "").strip()[:60]
    found = queries.who_knows(request.viewer, text=words, topic=topic or None, limit=15, at=now())
    context = {
        "found": found, "q": words, "topic": topic, "is_asked": bool(words or topic),
        "topics": queries.topics_to_ask_about(request.viewer), "tabs": tabs(request, "network:who_knows"),
    }  # fmt: skip
    return render(request, "network/who_knows.html", context)


@require_safe
@for_colleagues
def paper(request: HttpRequest) -> HttpResponse:
    context = {
        "tabs": tabs(request, "network:paper"), "purposes": purposes.purposes(), "sources": purposes.sources(),
        "rules": purposes.rules(), "clock": purposes.clock(), "snapshot": queries.last_run(),
    }  # fmt: skip
    return render(request, "network/paper.html", context)


@require_safe
@for_colleagues
def runs(request: HttpRequest) -> HttpResponse:
    found = queries.runs(request.viewer)
    context = {
        "tabs": tabs(request, "network:runs"),
        "runs": found,
        "is_running": any(r.state == "running" for r in found),
    }
    return render(request, "network/runs.html", context, part="list")


@require_POST
@for_colleagues
def order(request: HttpRequest) -> HttpResponse:
    """Have the network measured now."""
    if not policy.may_run(request.viewer):
        raise PermissionDenied
    actions.order_run()
    messages.success(request, _("A run is ordered; it begins when the worker is free."))
    return redirect("network:runs")
