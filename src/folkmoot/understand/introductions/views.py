"""HTTP to values, one call, one page."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from folkmoot.base import limits
from folkmoot.base.clock import now
from folkmoot.base.ids import to_text
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.views.acting import to_sign_in
from folkmoot.commons.people import errors as people_errors
from folkmoot.understand.network import queries as network

from . import actions, policy, queries
from .calendar import coffee as as_calendar
from .forms import AnswerForm, CoffeeForm, IntroduceForm, JoinForm, WordsForm
from .models import Step, Suggestion
from .refusals import NotAllowed, Refused

View = Callable[..., HttpResponse]


def for_colleagues(view: View) -> View:
    """Strangers are sent to sign in; for people from outside the page is not there; what is hidden is not found; what
    is refused comes back as words."""

    @wraps(view)
    def show(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        viewer = request.viewer
        if viewer.is_guest:
            return to_sign_in(request)
        if not policy.may_take_part(viewer):
            raise Http404
        if request.method == "POST":
            limits.take(f"introductions:{viewer.person_id}", per_minute=30, at=now())
        try:
            return view(request, *args, **kwargs)
        except (Suggestion.DoesNotExist, Step.DoesNotExist, NotAllowed):
            raise Http404 from None
        except (Refused, people_errors.Refused) as refused:
            toast(request, str(refused) or _("That cannot be done."), level=messages.ERROR)
            return redirect("introductions:mine")

    return show


@require_safe
@for_colleagues
def mine(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    part = queries.participation(viewer)
    context: dict[str, Any] = {"part": part, "measures": policy.may_see_measures(viewer)}
    if part is None:
        context |= {"form": JoinForm(), "is_left_out": network.standing(viewer).left_out}
        return render(request, "introductions/join.html", context)
    rows, after = queries.mine(viewer, after=request.GET.get("after", "")[:60])
    context |= {
        "rows": rows,
        "older": f"{request.path}?{urlencode({'after': after})}" if after else "",
        "waiting": queries.waiting(viewer),
        "form": JoinForm(initial={"per_week": part.per_week}),
    }
    return render(request, "introductions/mine.html", context)


@require_POST
@for_colleagues
def join(request: HttpRequest) -> HttpResponse:
    form = JoinForm(request.POST)
    if not form.is_valid():
        return render(request, "introductions/join.html", {"form": form}, status=422)
    is_new = queries.participation(request.viewer) is None
    actions.join(viewer=request.viewer, per_week=form.cleaned_data["per_week"], at=now())
    toast(request, _("You take part. Your first introductions come on Monday.") if is_new else _("That is kept."))
    return redirect("introductions:mine")


@require_POST
@for_colleagues
def leave(request: HttpRequest) -> HttpResponse:
    actions.leave(viewer=request.viewer, at=now())
    toast(request, _("You take part no longer. Nobody sees an introduction to you any more."))
    return redirect("introductions:mine")


@require_POST
@for_colleagues
def follow(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    actions.follow(viewer=request.viewer, suggestion_id=suggestion_id, at=now())
    toast(request, _("What they write will be in your feed."))
    return redirect("introductions:mine")


@require_POST
@for_colleagues
def answer(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    form = AnswerForm(request.POST)
    if form.is_valid():
        actions.answer(viewer=request.viewer, suggestion_id=suggestion_id, at=now(), **form.cleaned_data)
        toast(request, _("Thank you. They are not told."))
    else:
        toast(request, _("That is too long: at most 500 characters."), level=messages.ERROR)
    return redirect("introductions:mine")


@require_http_methods(["GET", "HEAD", "POST"])
@for_colleagues
def ask(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    one = queries.introduced(request.viewer, suggestion_id)
    form = IntroduceForm(request.POST or None, connectors=one.to_ask)
    if form.is_valid():
        actions.ask_to_introduce(
            viewer=request.viewer, suggestion_id=suggestion_id, connector_id=form.cleaned_data["connector"],
            note=form.cleaned_data["note"], at=now(),
        )  # fmt: skip
        toast(request, _("Asked. You hear as soon as they bring you together."))
        return redirect("introductions:mine")
    return render(request, "introductions/ask.html", {"one": one, "form": form}, status=422 if request.POST else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_colleagues
def coffee(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    one = queries.introduced(request.viewer, suggestion_id)
    form = CoffeeForm(request.POST or None, timezone=request.viewer.timezone)
    if form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("minutes", "place", "note")}
        try:
            actions.ask_for_coffee(
                viewer=request.viewer, suggestion_id=suggestion_id, times=form.times(), at=now(), **facts
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            toast(request, _("Asked. If they say yes, you both get the date for your calendars."))
            return redirect("introductions:mine")
    status = 422 if request.method == "POST" else 200
    return render(request, "introductions/coffee.html", {"one": one, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_colleagues
def step(request: HttpRequest, step_id: int) -> HttpResponse:
    viewer, at = request.viewer, now()
    page = queries.step_page(viewer, step_id, at=at)
    form = WordsForm(request.POST or None)
    if request.method == "POST":
        done = request.POST.get("do", "")
        if done == "decline":
            actions.decline(viewer=viewer, step_id=step_id)
            toast(request, _("Let be. Nobody is told."))
        elif done == "withdraw":
            actions.withdraw(viewer=viewer, step_id=step_id)
            toast(request, _("Taken back."))
        elif done == "introduce" and form.is_valid():
            actions.introduce(viewer=viewer, step_id=step_id, words=form.cleaned_data["words"], at=at)
            toast(request, _("You brought two people together. Thank you."))
        elif done == "agree" and (time := _moment(request.POST.get("time", ""))) is not None:
            actions.agree(viewer=viewer, step_id=step_id, time=time, at=at)
            toast(request, _("Agreed. Here is the date for your calendar."))
            return redirect("introductions:step", step_id=step_id)
        else:
            return render(request, "introductions/step.html", {"page": page, "form": form, "at": at}, status=422)
        return redirect("introductions:mine")
    return render(request, "introductions/step.html", {"page": page, "form": form, "at": at})


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text[:40])
    except ValueError:
        return None


@require_safe
@for_colleagues
def calendar(request: HttpRequest, step_id: int) -> HttpResponse:
    page = queries.step_page(request.viewer, step_id, at=now())
    found = page.step
    if found.chosen_time is None:
        raise Http404
    with_whom = page.other if page.role == "asker" else page.asker
    body = as_calendar(
        key=to_text(found.pk), start=found.chosen_time, minutes=found.minutes, place=found.place, note=found.note,
        title=_("Coffee with %(name)s") % {"name": with_whom.name}, host=request.get_host().split(":")[0],
        url=request.build_absolute_uri(reverse("introductions:step", args=[found.pk])), at=found.done_at or now(),
    )  # fmt: skip
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="coffee.ics"'
    return response


@require_safe
@for_colleagues
def outside(request: HttpRequest) -> HttpResponse:
    page = queries.outside_circle(request.viewer, after=request.GET.get("after", "")[:60], at=now())
    older = f"{request.path}?{urlencode({'after': page.after})}" if page.after else ""
    context = {"rows": contents.cards(request.viewer, page.rows), "older": older}
    return render(request, "introductions/outside.html", context)


@require_safe
@for_colleagues
def measured(request: HttpRequest) -> HttpResponse:
    return render(request, "introductions/measured.html", {"found": queries.measures(request.viewer)})
