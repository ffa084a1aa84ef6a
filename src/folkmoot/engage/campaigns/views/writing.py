"""The workshop: drafts of a message, what is said about them, suggestions, and which one is taken."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from folkmoot.base.clock import now
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import item_pages, logic
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Proposal
from folkmoot.commons.content.refusals import Refused

from .. import actions, queries
from ..forms import SuggestForm, TextForm
from ..keepers import is_keeper
from ..models import Campaign
from .common import for_colleagues, for_keepers

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _in_workshop(request: HttpRequest, pk: int) -> Campaign:
    found = Campaign.objects.filter(workshop__isnull=False).select_related("workshop").get(pk=pk)
    if found.workshop_id not in request.viewer.space_ids:
        raise Campaign.DoesNotExist
    return found


def _campaign_of(request: HttpRequest, space_id: int | None) -> Campaign | None:
    if space_id is None or space_id not in request.viewer.space_ids:
        return None
    return Campaign.objects.filter(workshop_id=space_id).first()


@require_safe
@for_colleagues
def workshop(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _in_workshop(request, pk)
    drafts = list(queries.drafts_of(request.viewer, shown)[:50])
    cards = contents.cards(request.viewer, contents.whole(request.viewer, drafts))
    taken = shown.arms.filter(kind="advocates").values_list("draft_id", "approved_at").first() or (None, None)
    context = {
        "campaign": shown, "cards": cards, "keeps": is_keeper(request.viewer), "taken_id": taken[0],
        "is_approved": taken[1] is not None,
    }  # fmt: skip
    return render(request, "campaigns/workshop.html", context)


@READ_OR_SEND
@for_colleagues
def write(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _in_workshop(request, pk)
    form = TextForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.hand_in(
                viewer=request.viewer, campaign_id=pk, title=form.cleaned_data["headline"],
                body=form.cleaned_data["text"], at=now(),
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            toast(request, _("The others can comment, suggest and vote now."))
            return redirect("campaigns:draft", item_id=made.pk)
    context = {"campaign": shown, "form": form, "heading": _("A new draft"), "save": _("Show it to the others")}
    return render(request, "campaigns/write.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@for_colleagues
def draft(request: HttpRequest, item_id: int) -> HttpResponse:
    item = contents.visible_item(request.viewer, item_id, kind="message")
    context = item_pages.page_of_item(request, item)
    context |= {
        "campaign": _campaign_of(request, item.space_id),
        "keeps": is_keeper(request.viewer),
        "suggestions": list(contents.proposals(request.viewer, state="asked").filter(item_id=item.pk)[:50]),
        "writers": contents.writers_for_system(item.pk),
    }
    return render(request, "campaigns/draft.html", context)


@READ_OR_SEND
@for_colleagues
def suggest(request: HttpRequest, item_id: int) -> HttpResponse:
    """Another text for a draft; its author or whoever looks after the workshop takes it in."""
    item = contents.visible_item(request.viewer, item_id, kind="message")
    start = {"title": item.title, "body": item.body, "base_version": contents.text_version(item)}
    form = SuggestForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            content.propose(
                viewer=request.viewer, item_id=item_id, base_version=values["base_version"], at=now(),
                text=content.Text(values["title"], values["body"], comment=values["comment"]),
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            toast(request, _("Suggested. If it is taken in, you are named among the writers."))
            return redirect("campaigns:draft", item_id=item_id)
    context = {"item": item, "form": form, "heading": _("Say it better"), "save": _("Suggest it")}
    return render(request, "campaigns/write.html", context, status=422 if request.method == "POST" else 200)


@READ_OR_SEND
@for_colleagues
def suggestion(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """One suggestion beside the draft; here it is taken in, sent back or taken back."""
    viewer = request.viewer
    shown = contents.visible_proposal(viewer, proposal_id)
    if shown.kind != "message" or shown.item is None:
        raise Proposal.DoesNotExist
    problem: Any = ""
    answer = request.POST.get("answer", "")
    if request.method == "POST":
        what, version = request.POST.get("what", ""), request.POST.get("version", "")[:9]
        try:
            if what == "take":
                content.approve_proposal(
                    viewer=viewer, proposal_id=proposal_id, at=now(),
                    expected_version=int(version) if version.isdecimal() else -1,
                )  # fmt: skip
            elif what == "return":
                content.return_proposal(viewer=viewer, proposal_id=proposal_id, answer=answer, at=now())
            elif what == "withdraw":
                content.withdraw_proposal(viewer=viewer, proposal_id=proposal_id, at=now())
            return redirect("campaigns:draft", item_id=shown.item_id)
        except content.EditConflict:
            problem = _("The draft was changed in the same place meanwhile. Send the suggestion back.")
        except Refused as refused:
            problem = refused.message
    is_writer = viewer.person_id in shown.writer_ids
    context = {
        "proposal": shown, "item": shown.item, "lines": logic.diff(shown.item.body, shown.body),
        "title_lines": logic.diff(shown.item.title, shown.title) if shown.item.title != shown.title else [],
        "is_writer": is_writer, "is_open": shown.state in ("draft", "asked", "returned"),
        "may_decide": not is_writer and shown.state == "asked" and contents.may_decide(viewer, shown),
        "problem": problem, "answer": answer,
    }  # fmt: skip
    return render(request, "campaigns/suggestion.html", context, status=422 if problem else 200)


@require_POST
@for_keepers
def adopt(request: HttpRequest, pk: int, item_id: int) -> HttpResponse:
    _in_workshop(request, pk)
    try:
        actions.adopt(viewer=request.viewer, campaign_id=pk, item_id=item_id, at=now())
    except Refused as refused:
        toast(request, str(refused.message))
        return redirect("campaigns:draft", item_id=item_id)
    toast(request, _("Taken as the message. Somebody who did not write in it has to approve it."))
    return redirect("campaigns:text", pk=pk, kind="advocates")
