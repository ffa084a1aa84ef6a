"""My points, values, boosts, leaderboard, fairness, and who keeps all this."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from folkmoot.base.clock import now
from folkmoot.base.ids import from_text, to_text
from folkmoot.base.site import settings as site
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.people.queries import names_for

from .. import actions, drawing, queries
from ..forms import BoostForm, KeeperForm, PreferenceForm, ValueForm
from ..keepers import is_keeper
from ..logic.periods import NAMES, span_of
from ..models import Keeper
from ..refusals import Refused
from .common import for_colleagues, for_keepers

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


@READ_OR_SEND
@never_cache
@for_colleagues
def mine(request: HttpRequest) -> HttpResponse:
    viewer, at = request.viewer, now()
    if request.method == "POST":
        form = PreferenceForm(request.POST)
        if form.is_valid():
            actions.choose(viewer=viewer, at=at, **form.cleaned_data)
            toast(request, _("Kept."))
        return redirect("recognition:mine")
    points = queries.my_points(viewer, at=at)
    lines, after = queries.my_lines(viewer, after=request.GET.get("after", "")[:60])
    chosen = {name: getattr(points.preference, name) for name in PreferenceForm.base_fields}
    context = {
        "mine": points,
        "lines": lines,
        "older": f"?after={after}" if after else "",
        "private": queries.private_kudos_of(viewer),
        "redemptions": queries.my_redemptions(viewer),
        "form": PreferenceForm(initial=chosen),
    }
    return render(request, "recognition/mine.html", context)


@READ_OR_SEND
@for_colleagues
def values(request: HttpRequest) -> HttpResponse:
    keeps, form, status = is_keeper(request.viewer), None, 200
    if request.method == "POST":
        form = ValueForm(request.POST)
        if form.is_valid():
            sent = form.cleaned_data
            try:
                actions.save_value(
                    viewer=request.viewer, value_id=_id(sent.pop("id")), at=now(), **sent,
                )  # fmt: skip
            except Refused as refused:
                form.add_error("name", str(refused.message))
            else:
                toast(request, _("Kept."))
                return redirect("recognition:values")
        status = 422
    found = queries.values(with_retired=keeps)
    context = {
        "values": found,
        "keeps": keeps,
        "form": form or ValueForm(initial={"position": len(found)}),
        "forms": [
            (each, ValueForm(auto_id=f"v{each.pk}-%s", initial=_facts(each))) for each in found if keeps
        ],
    }  # fmt: skip
    return render(request, "recognition/values.html", context, status=status)


def _facts(value: Any) -> dict[str, Any]:
    return {
        "id": to_text(value.id), "name": value.name, "about": value.about, "icon": value.icon,
        "position": value.position,
    }  # fmt: skip


def _id(text: str) -> int | None:
    try:
        return from_text(text) if text else None
    except ValueError:
        return 0


@require_POST
@for_keepers
def retire_value(request: HttpRequest, pk: int) -> HttpResponse:
    actions.retire_value(viewer=request.viewer, value_id=pk, at=now())
    toast(request, _("It is no longer offered. Kudos given for it keep it."))
    return redirect("recognition:values")


@require_safe
@for_colleagues
def leaders(request: HttpRequest) -> HttpResponse:
    span = request.GET.get("in", "month")
    span = span if span in NAMES else "month"
    since, until = span_of(span, now().date())
    got, gave = queries.leaders(request.viewer, since=since, until=until)
    labels = {"month": _("This month"), "quarter": _("This quarter"), "year": _("This year")}
    spans = [{"label": labels[each], "url": f"?in={each}", "is_current": each == span} for each in NAMES]
    return render(request, "recognition/leaders.html", {"got": got, "gave": gave, "spans": spans})


@READ_OR_SEND
@for_colleagues
def boosts(request: HttpRequest) -> HttpResponse:
    viewer, at, status = request.viewer, now(), 200
    keeps = is_keeper(viewer)
    form = BoostForm(request.POST or None, viewer=viewer) if keeps else None
    if request.method == "POST" and form is not None:
        if form.is_valid():
            sent = dict(form.cleaned_data)
            holders = [person.pk for person in sent.pop("holders")]
            try:
                actions.save_boost(viewer=viewer, holder_ids=holders, at=at, **sent)
            except Refused as refused:
                form.add_error(None, str(refused.message))
            else:
                toast(request, _("The boost is there."))
                return redirect("recognition:boosts")
        status = 422
    context = {"boosts": queries.boosts(viewer, at=at), "form": form, "keeps": keeps}
    return render(request, "recognition/boosts.html", context, status=status)


@require_safe
@for_colleagues
def fairness(request: HttpRequest) -> HttpResponse:
    at = now()
    known = queries.quarters(at)
    chosen = next((each for each in known if each.isoformat() == request.GET.get("quarter")), known[0])
    report, is_whole = queries.fairness_for(request.viewer, quarter=chosen, at=at)
    context = {
        "report": report,
        "drawn": drawing.draw(report, whole=is_whole) if report is not None else None,
        "is_whole": is_whole,
        "k": max(5, site.get("recognition.min_group")),
        "quarters": [
            {"label": _quarter(each), "url": f"?quarter={each.isoformat()}", "is_current": each == chosen}
            for each in known
        ],
    }
    return render(request, "recognition/fairness.html", context)


def _quarter(first: date) -> str:
    last = first.replace(month=first.month + 2)
    return f"{date_format(first, 'M')} – {date_format(last, 'M Y')}"


@READ_OR_SEND
@for_keepers
def keepers(request: HttpRequest) -> HttpResponse:
    viewer, status = request.viewer, 200
    form = KeeperForm(request.POST or None, viewer=viewer)
    if request.method == "POST":
        if form.is_valid():
            [person] = form.cleaned_data["person"]
            try:
                actions.appoint(
                    viewer=viewer, person_id=person.pk, is_keeper=not request.POST.get("remove"), at=now()
                )
            except Refused as refused:
                form.add_error(None, str(refused.message))
            else:
                return redirect("recognition:keepers")
        status = 422
    lines = names_for(Keeper.objects.values_list("person", flat=True))
    return render(request, "recognition/keepers.html", {"keepers": list(lines.values()), "form": form}, status=status)
