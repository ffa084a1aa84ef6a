"""Owners, co-authors, team, work and borrowing: the small forms of an idea's page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from folkmoot.base.clock import now
from folkmoot.base.ui.toasts import toast
from folkmoot.commons.content.refusals import Refused
from folkmoot.commons.people.queries import person_named

from .. import actions, queries
from ..forms import ProgressForm, TaskForm
from ..refusals import CannotBeAsked
from .doing import doing, id_in, to_idea


def _deed(request: HttpRequest, known: set[str]) -> str:
    deed = request.POST.get("deed", "")
    if deed not in known:
        raise Http404
    return deed


def _person(request: HttpRequest) -> int | None:
    person = person_named(request.viewer, request.POST.get("username", ""))
    if person is None:
        raise CannotBeAsked
    return person.pk


@require_POST
@doing
def owner(request: HttpRequest, item_id: int) -> HttpResponse:
    viewer, at = request.viewer, now()
    item, _idea = queries.visible_idea(viewer, item_id)
    deed = _deed(request, {"offer", "take", "decline", "give_up"})
    words = request.POST.get("words", "")
    if deed == "offer":
        actions.offer_ownership(viewer=viewer, item_id=item_id, person_id=_person(request), words=words, at=at)
        toast(request, _("They have been asked."))
    elif deed == "take":
        actions.take_ownership(viewer=viewer, item_id=item_id, at=at)
        toast(request, _("It is yours now. Look for people, plan the first steps, and say how it goes."))
    elif deed == "decline":
        actions.decline_ownership(viewer=viewer, item_id=item_id, words=words, at=at)
        toast(request, _("That is all right. It stays your idea."))
    else:
        actions.give_up_ownership(viewer=viewer, item_id=item_id, at=at)
    return to_idea(item, "#people")


@require_POST
@doing
def authors(request: HttpRequest, item_id: int) -> HttpResponse:
    viewer, at = request.viewer, now()
    item, _idea = queries.visible_idea(viewer, item_id)
    deed = _deed(request, {"invite", "yes", "no", "cancel"})
    if deed == "invite":
        actions.invite_co_author(viewer=viewer, item_id=item_id, person_id=_person(request), at=at)
        toast(request, _("They have been asked. They are named once they say yes."))
    elif deed == "cancel":
        actions.cancel_co_author(
            viewer=viewer, item_id=item_id, person_id=id_in(request.POST.get("person", "")), at=at
        )
    else:
        actions.answer_co_authorship(viewer=viewer, item_id=item_id, is_yes=deed == "yes", at=at)
    return to_idea(item, "#people")


@require_POST
@doing
def team(request: HttpRequest, item_id: int) -> HttpResponse:
    viewer, at = request.viewer, now()
    item, _idea = queries.visible_idea(viewer, item_id)
    deed = _deed(request, {"open", "close", "apply", "withdraw", "accept", "decline", "leave"})
    about: dict[str, Any] = {"viewer": viewer, "item_id": item_id, "at": at}
    words = request.POST.get("words", "")
    if deed == "open":
        title, more = request.POST.get("title", ""), request.POST.get("about", "")
        actions.open_position(title=title, about=more, **about)
    elif deed == "leave":
        actions.leave_team(**about)
    elif deed in ("accept", "decline"):
        which = id_in(request.POST.get("application", ""))
        actions.answer_application(application_id=which, is_yes=deed == "accept", **about)
    else:
        position_id = id_in(request.POST.get("position", ""))
        if deed == "apply":
            actions.apply(position_id=position_id, words=words, **about)
            toast(request, _("The owner hears that you would like to join in."))
        elif deed == "withdraw":
            actions.withdraw_application(position_id=position_id, **about)
        else:
            actions.close_position(position_id=position_id, **about)
    return to_idea(item, "#people")


@require_POST
@doing
def work(request: HttpRequest, item_id: int) -> HttpResponse:
    viewer, at = request.viewer, now()
    item, _idea = queries.visible_idea(viewer, item_id)
    deed = _deed(request, {"add", "done", "undo", "drop", "report"})
    about: dict[str, Any] = {"viewer": viewer, "item_id": item_id, "at": at}
    if deed == "add":
        form = TaskForm(request.POST)
        if not form.is_valid():
            raise Refused(_("Please give the task a name of up to 160 letters, and a day or none."))
        values = form.cleaned_data
        person_id = _person(request) if request.POST.get("username") else None
        actions.add_task(title=values["title"], person_id=person_id, due_on=values["due_on"], **about)
    elif deed == "report":
        form = ProgressForm(request.POST)
        if not form.is_valid():
            raise Refused(_("Please say how far it is with a number from 0 to 100."))
        actions.report_progress(**form.cleaned_data, **about)
    else:
        task_id = id_in(request.POST.get("task", ""))
        if deed == "drop":
            actions.drop_task(task_id=task_id, **about)
        else:
            actions.finish_task(task_id=task_id, is_done=deed == "done", **about)
    return to_idea(item, "#work")


@require_POST
@doing
def borrow(request: HttpRequest, item_id: int) -> HttpResponse:
    item, _idea = queries.visible_idea(request.viewer, item_id)
    actions.borrow(viewer=request.viewer, item_id=item_id, words=request.POST.get("words", ""), at=now())
    toast(request, _("The idea's page says so now, and its people hear of it."))
    return to_idea(item)
