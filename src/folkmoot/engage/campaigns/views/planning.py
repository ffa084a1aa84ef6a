"""What those who plan do: the plan, the texts, the steps."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from folkmoot.base.clock import now
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.content.models import Item
from folkmoot.commons.people.models import Person
from folkmoot.commons.people.queries import names_for, visible_person

from .. import actions, policy, queries
from ..forms import KeeperForm, OutcomesForm, PlanForm, TextForm, initial_of
from ..models import Arm, Keeper, Work
from ..refusals import Refused
from .common import for_keepers
from .lists import campaign_page

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


@READ_OR_SEND
@for_keepers
def new(request: HttpRequest) -> HttpResponse:
    initial = {"idea": request.GET.get("idea", "")[:500]}
    return _plan(request, PlanForm(request.POST or None, viewer=request.viewer, initial=initial), None)


@READ_OR_SEND
@for_keepers
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    shown = queries.visible_campaign(request.viewer, pk)
    if not policy.may_change(shown):
        return redirect("campaigns:campaign", pk=pk)
    form = PlanForm(request.POST or None, viewer=request.viewer, initial=initial_of(shown))
    return _plan(request, form, pk)


def _plan(request: HttpRequest, form: PlanForm, pk: int | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.save(viewer=request.viewer, plan=form.plan(), campaign_id=pk, at=now())
        except Item.DoesNotExist:
            form.add_error(None, _("Something you linked to is not there, or you may not see it."))
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            toast(request, _("Kept. Below it says what a campaign like this can find out."))
            return redirect("campaigns:campaign", pk=made.pk)
    context = {"form": form, "pk": pk, "heading": _("Change the plan") if pk else _("A new campaign")}
    return render(request, "campaigns/plan.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@for_keepers
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """The next step: prepare, ask advocates, begin, look, end early, call off."""
    viewer, at, step = request.viewer, now(), request.POST.get("step", "")
    shown = queries.visible_campaign(viewer, pk)
    try:
        if step == "prepare":
            actions.prepare(viewer=viewer, campaign_id=pk, at=at)
            toast(request, _("Now the texts are written. Each needs a second pair of eyes."))
        elif step in Work.What.values:
            actions.order(viewer=viewer, campaign_id=pk, what=step, at=at)
        elif step == "minutes":
            minutes = request.POST.get("minutes", "")[:7]
            actions.log_minutes(
                viewer=viewer, campaign_id=pk, kind=request.POST.get("kind", "")[:20],
                minutes=int(minutes) if minutes.isdecimal() else -1, at=at,
            )  # fmt: skip
        elif step == "cancel":
            actions.cancel(viewer=viewer, campaign_id=pk, at=at)
    except Refused as refused:
        return campaign_page(request, shown, status=422, problem=refused.message, typed=request.POST)
    return redirect("campaigns:campaign", pk=pk)


@require_safe
@for_keepers
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is with what a job does; when it is done, the page around is shown anew."""
    shown = queries.visible_campaign(request.viewer, pk)
    found = queries.under_way(shown)
    if found is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "campaigns/under_way.html", {"campaign": shown, "work": found})


@READ_OR_SEND
@for_keepers
def text(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """What one way says; here it is written, and by somebody else approved."""
    shown = queries.visible_campaign(request.viewer, pk)
    arm = _arm(shown.pk, kind)
    form = TextForm(request.POST or None, initial={"headline": arm.headline, "text": arm.text})
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_text(viewer=request.viewer, campaign_id=pk, kind=kind, at=now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            toast(request, _("Kept. Somebody else has to approve it."))
            return redirect("campaigns:text", pk=pk, kind=kind)
    return _text_page(request, shown, arm, form)


def _arm(pk: int, kind: str) -> Arm:
    return Arm.objects.select_related("approved_by").exclude(kind=Arm.Kind.NOTHING).get(campaign_id=pk, kind=kind)


def _text_page(request: HttpRequest, shown: Any, arm: Arm, form: TextForm, problem: Any = "") -> HttpResponse:
    context = {
        "campaign": shown, "arm": arm, "form": form, "problem": problem,
        "writers": list(names_for(arm.writer_ids).values()),
        "may_change": policy.may_change(shown),
        "may_approve": shown.state == "preparing" and policy.may_approve(request.viewer, arm, keeps=True),
    }  # fmt: skip
    status = 422 if problem or (request.method == "POST" and form.errors) else 200
    return render(request, "campaigns/text.html", context, status=status)


@require_POST
@for_keepers
def approve(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    shown = queries.visible_campaign(request.viewer, pk)
    version = request.POST.get("version", "")[:9]
    try:
        actions.approve(
            viewer=request.viewer, campaign_id=pk, kind=kind, at=now(),
            expected_version=int(version) if version.isdecimal() else -1,
        )  # fmt: skip
    except Refused as refused:
        arm = _arm(shown.pk, kind)
        form = TextForm(initial={"headline": arm.headline, "text": arm.text})
        return _text_page(request, shown, arm, form, refused.message)
    toast(request, _("Approved."))
    return redirect("campaigns:campaign", pk=pk)


@require_POST
@for_keepers
def outcomes(request: HttpRequest, pk: int) -> HttpResponse:
    """Who did it, from a file that another system wrote."""
    shown = queries.visible_campaign(request.viewer, pk)
    form = OutcomesForm(request.POST, request.FILES)
    if not form.is_valid():
        return campaign_page(request, shown, status=422, problem=" ".join(form.errors.get("file", [])))
    try:
        known, unknown = actions.import_outcomes(
            viewer=request.viewer, campaign_id=pk, text=form.cleaned_data["file"], at=now()
        )
    except Refused as refused:
        return campaign_page(request, shown, status=422, problem=refused.message)
    toast(request, _("Taken in: %(known)d of the audience, %(unknown)d lines about nobody of it.")
          % {"known": known, "unknown": unknown})  # fmt: skip
    return redirect("campaigns:campaign", pk=pk)


@READ_OR_SEND
@for_keepers
def keepers(request: HttpRequest) -> HttpResponse:
    """Who plans campaigns; administrators name them."""
    if not request.viewer.is_admin:
        raise Http404
    form = KeeperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person: Person | None = visible_person(request.viewer, form.cleaned_data["username"].lstrip("@"))
        try:
            if person is None:
                raise Refused
            actions.appoint(
                viewer=request.viewer, person_id=person.pk, is_keeper=request.POST.get("what") != "remove", at=now()
            )
        except Refused:
            form.add_error("username", _("No colleague has this user name."))
        else:
            return redirect("campaigns:keepers")
    people = names_for(Keeper.objects.values_list("person_id", flat=True))
    context = {"form": form, "people": sorted(people.values(), key=lambda each: each.name)}
    return render(request, "campaigns/keepers.html", context, status=422 if form.errors else 200)
