"""Answers, moves and support, by those who decide."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from folkmoot.base.clock import now
from folkmoot.base.ids import from_text
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.content import kinds
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.refusals import NotAllowed, Refused
from folkmoot.commons.people.models import Person
from folkmoot.commons.people.queries import person_named

from .. import actions, policy, queries
from ..forms import AnswerForm, FinishForm, MergeForm, ReopenForm, SupportForm
from ..models import Idea
from ..refusals import AlreadyAnswered, CannotBeAsked
from .doing import doing, item_in, status_of, to_idea


def _found(request: HttpRequest, item_id: int, *, may_lead: bool = False) -> tuple[Item, Idea]:
    item, idea = queries.visible_idea(request.viewer, item_id)
    me = queries.standing(request.viewer, item, idea)
    if not (me.is_decider or (may_lead and policy.may_lead(me))):
        raise NotAllowed
    return item, idea


def _form_page(request: HttpRequest, form: Any, item: Item, heading: str, submit: str, **more: Any) -> HttpResponse:
    context = {
        "form": form, "item": item, "heading": heading, "submit": submit, "url": kinds.kind("idea").page_url(item),
        **more,
    }  # fmt: skip
    return render(request, "ideas/form.html", context, status=status_of(request))


@doing
def answer(request: HttpRequest, item_id: int) -> HttpResponse:
    item, idea = _found(request, item_id)
    takes_back = idea.phase == "develop"
    if request.method == "GET" and idea.closed_at is not None and not takes_back:
        raise AlreadyAnswered
    start = {"outcome": request.GET.get("outcome", ""), "takes_back": takes_back}
    form = AnswerForm(request.POST or None, initial=start)
    # A form that was opened before somebody else accepted the idea does not say so, and takes nothing back.
    if takes_back and (request.method == "GET" or request.POST.get("takes_back") == "True"):
        form.offer_to_take_back()
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        verb = {"accepted": actions.accept, "declined": actions.decline}[values.pop("outcome")]
        if verb is actions.accept:
            del values["takes_back"]
        try:
            verb(viewer=request.viewer, item_id=item_id, at=now(), **values)
        except Refused as refused:
            form.add_error("reason", str(refused.message))
        else:
            toast(request, _("The answer is out. Everybody who follows the idea hears of it."))
            return to_idea(item)
    return _form_page(request, form, item, _("Answer the idea"), _("Give this answer"))


@require_POST
@doing
def move(request: HttpRequest, item_id: int) -> HttpResponse:
    item, _idea = _found(request, item_id)
    words = request.POST.get("words", "")
    actions.move(
        viewer=request.viewer, item_id=item_id, stage=request.POST.get("stage", "")[:20], words=words, at=now()
    )
    toast(request, _("It has moved on."))
    return to_idea(item)


@require_POST
@doing
def shortlist(request: HttpRequest, item_id: int) -> HttpResponse:
    item, _idea = _found(request, item_id)
    is_on = request.POST.get("value") == "1"
    actions.shortlist(viewer=request.viewer, item_id=item_id, is_on=is_on, at=now())
    return to_idea(item)


@doing
def merge(request: HttpRequest, item_id: int) -> HttpResponse:
    """Which idea it is part of: one that sounds alike, or the one at an address."""
    viewer = request.viewer
    item, idea = _found(request, item_id)
    form = MergeForm(request.POST or None, candidates=queries.merge_candidates(viewer, item, idea))
    if request.method == "POST" and form.is_valid():
        chosen, address = form.cleaned_data.get("chosen", ""), form.cleaned_data["into"].strip()
        into_id = from_text(chosen) if chosen and not address else item_in(address)
        try:
            if into_id is None:
                raise Refused(_("Please choose the other idea, or paste its address."))
            actions.merge(
                viewer=viewer, item_id=item_id, into_id=into_id, reason=form.cleaned_data["reason"], at=now()
            )
        except Item.DoesNotExist:
            form.add_error("into", _("There is no such idea."))
        except Refused as refused:
            form.add_error("into", str(refused.message))
        else:
            toast(request, _("Votes, followers and authors have come along."))
            return to_idea(contents.visible_item(viewer, into_id))
    return _form_page(request, form, item, _("Merge into another idea"), _("Merge them"), template="merge")


@doing
def reopen(request: HttpRequest, item_id: int) -> HttpResponse:
    item, _idea = _found(request, item_id)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen(viewer=request.viewer, item_id=item_id, at=now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error("words", str(refused.message))
        else:
            return to_idea(item)
    return _form_page(request, form, item, _("Open the idea again"), _("Open it again"))


@doing
def finish(request: HttpRequest, item_id: int) -> HttpResponse:
    item, idea = _found(request, item_id, may_lead=True)
    form = FinishForm(request.POST or None, initial={"cost": idea.budget})
    if request.method == "POST" and form.is_valid():
        try:
            actions.implement(viewer=request.viewer, item_id=item_id, at=now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error("result", str(refused.message))
        else:
            toast(request, _("It is real. Thank you!"))
            return to_idea(item)
    return _form_page(request, form, item, _("It has become real"), _("Tell everybody"))


@doing
def support(request: HttpRequest, item_id: int) -> HttpResponse:
    viewer = request.viewer
    item, idea = _found(request, item_id)
    sponsor = Person.objects.filter(pk=idea.sponsor_id).first()
    start = {
        "sponsor": sponsor.username if sponsor else "", "budget": idea.budget, "budget_line": idea.budget_line,
        "hours": idea.hours_granted,
    }  # fmt: skip
    form = SupportForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            named = person_named(viewer, values["sponsor"])
            if values["sponsor"] and named is None:
                raise CannotBeAsked
            actions.support(
                viewer=viewer, item_id=item_id, sponsor_id=named.pk if named else None, budget=values["budget"],
                budget_line=values["budget_line"], hours=values["hours"] or 0, at=now(),
            )  # fmt: skip
        except Refused as refused:
            form.add_error("sponsor", str(refused.message))
        else:
            toast(request, _("Saved."))
            return to_idea(item)
    return _form_page(request, form, item, _("What it is given"), _("Save"))
