"""Proposing another text, and looking at one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from folkmoot.base.clock import now
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.content import kinds
from folkmoot.commons.content.refusals import NotAllowed, Refused

from .. import actions, policy, queries
from ..forms import AmendForm
from .doing import doing, status_of, to_idea


@doing
def amend(request: HttpRequest, item_id: int) -> HttpResponse:
    viewer = request.viewer
    item, idea = queries.visible_idea(viewer, item_id)
    if not policy.may_amend(viewer, item, idea, queries.standing(viewer, item, idea)):
        raise NotAllowed
    form = AmendForm(request.POST or None, initial={"title": item.title, "body": item.body})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose_amendment(viewer=viewer, item_id=item_id, at=now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error("body", str(refused.message))
        else:
            toast(request, _("Its authors will look at it."))
            return redirect("ideas:amendment", item_id, made.number)
    context = {
        "form": form, "item": item, "heading": _("Propose another text"), "submit": _("Propose it"),
        "url": kinds.kind("idea").page_url(item),
    }  # fmt: skip
    return render(request, "ideas/form.html", context, status=status_of(request))


@doing
def amendment(request: HttpRequest, item_id: int, number: int) -> HttpResponse:
    viewer = request.viewer
    item, idea = queries.visible_idea(viewer, item_id)
    if request.method == "POST":
        return _answer(request, item_id, number)
    review = queries.amendment(viewer, item, idea, number)
    me = queries.standing(viewer, item, idea)
    is_open = review.amendment.state == "proposed"
    context = {
        "item": item, "url": kinds.kind("idea").page_url(item), "review": review,
        "may_accept": is_open and policy.may_accept_amendment(me),
        "is_mine": is_open and review.amendment.by_id == viewer.person_id,
    }  # fmt: skip
    return render(request, "ideas/amendment.html", context)


def _answer(request: HttpRequest, item_id: int, number: int) -> HttpResponse:
    viewer, deed = request.viewer, request.POST.get("deed", "")
    item, _idea = queries.visible_idea(viewer, item_id)
    at = now()
    if deed == "accept":
        version = request.POST.get("text_version", "")
        seen = int(version) if version.isdecimal() and len(version) < 9 else 0
        actions.accept_amendment(viewer=viewer, item_id=item_id, number=number, text_version=seen, at=at)
        toast(request, _("The idea says it so now."))
        return to_idea(item)
    if deed == "withdraw":
        actions.withdraw_amendment(viewer=viewer, item_id=item_id, number=number, at=at)
    else:
        words = request.POST.get("answer", "")[:500]
        actions.decline_amendment(viewer=viewer, item_id=item_id, number=number, answer=words, at=at)
    return redirect("ideas:amendment", item_id, number)
