"""Proposing another text, and looking at one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from folkmoot.base.clock import now
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.content import kinds
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item, Proposal
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
            return redirect("ideas:amendment", item_id, made.id)
    context = {
        "form": form, "item": item, "heading": _("Propose another text"), "submit": _("Propose it"),
        "url": kinds.kind("idea").page_url(item),
    }  # fmt: skip
    return render(request, "ideas/form.html", context, status=status_of(request))


@doing
def amendment(request: HttpRequest, item_id: int, proposal_id: int) -> HttpResponse:
    viewer = request.viewer
    item, _idea = queries.visible_idea(viewer, item_id)
    asked = queries.amendment(viewer, item, proposal_id)
    answer = request.POST.get("answer", "")
    error = ""
    if request.method == "POST":
        try:
            return _decide(request, item, asked, answer)
        except Refused as refused:
            error = str(refused.message)
    is_open, is_mine = asked.state == "asked", viewer.person_id in asked.writer_ids
    context = {
        "item": item, "url": kinds.kind("idea").page_url(item), "asked": asked, "compared": contents.compared(asked),
        "may_accept": is_open and not is_mine and contents.may_decide(viewer, asked), "is_mine": is_open and is_mine,
        "by": asked.decided_by.name if asked.decided_by else item.alias.label if item.alias else "",
        "error": error, "answer": answer,
    }  # fmt: skip
    return render(request, "ideas/amendment.html", context, status=status_of(request))


def _decide(request: HttpRequest, item: Item, asked: Proposal, answer: str) -> HttpResponse:
    about: dict[str, Any] = {"viewer": request.viewer, "item_id": item.id, "proposal_id": asked.id, "at": now()}
    deed = request.POST.get("deed", "")
    if deed == "accept":
        version = request.POST.get("version", "")
        seen = int(version) if version.isdecimal() and len(version) < 9 else 0
        actions.accept_amendment(version=seen, **about)
        toast(request, _("The idea says it so now."))
        return to_idea(item)
    if deed == "withdraw":
        actions.withdraw_amendment(**about)
    else:
        actions.decline_amendment(answer=answer, **about)
    return redirect("ideas:amendment", item.id, asked.id)
