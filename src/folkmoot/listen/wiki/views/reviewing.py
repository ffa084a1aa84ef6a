"""The desk: what waits for approval, what has to be looked at again, and one proposed text."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.base.clock import now
from folkmoot.base.ids import to_text
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import kinds, texts
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item, Proposal
from folkmoot.commons.content.refusals import NotAllowed, Refused
from folkmoot.commons.content.views.acting import acting, showing, signed_in

from .. import actions, policy, queries
from ..forms import AnswerForm, OutdatedForm, key_of
from .frame import page_or_404, readable_space, space_context


@require_safe
@signed_in
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    space = readable_space(request, slug)
    viewer = request.viewer
    found = contents.proposals(viewer, space_id=space.pk, state="", also=queries.owned_ids(viewer))
    waiting = list(found.filter(state="asked", kind="page")[:100])
    context = {
        **space_context(request, space),
        "to_decide": [_line(each) for each in waiting if viewer.person_id not in each.writer_ids],
        "mine": [_line(each) for each in found.filter(
            writer_ids__contains=[viewer.person_id], state__in=["draft", "asked", "returned"], kind="page")[:100]],
        "decided": [_line(each) for each in found.filter(state__in=["approved", "returned"], kind="page")[:20]],
        "due": [
            {"row": page, "url": kinds.kind("page").page_url(page.item)}
            for page in queries.due_pages(viewer, space, now().date())
        ],
        "today": now().date(),
    }  # fmt: skip
    return render(request, "wiki/desk.html", context)


def _line(each: Proposal) -> dict[str, Any]:
    return {"proposal": each, "key": to_text(each.id), "is_new": each.item_id is None}


@signed_in
@showing
def proposal(request: HttpRequest, key: str) -> HttpResponse:
    """One proposed text beside what is in force; here it is approved, sent back, or taken back."""
    viewer = request.viewer
    try:
        found = contents.visible_proposal(viewer, key_of(key) or 0)
    except Proposal.DoesNotExist:
        raise Http404 from None
    if found.kind != "page" or found.space is None:
        raise Http404
    form = AnswerForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            return _decide(request, found, form)
        except Refused as refused:
            form.add_error(None, str(refused.message))
    is_writer = viewer.person_id in found.writer_ids
    text = texts.read(found.body, audience=3, space_id=found.space_id)
    shown = queries.read(viewer, Item(id=0, kind="page", space=found.space, html=text.html), with_anchors=False)
    context = {
        "proposal": found, "key": key, "space": found.space, "item": found.item, "form": form, "html": shown.html,
        "compared": contents.compared(found),
        "url": kinds.kind("page").page_url(found.item) if found.item is not None else "",
        "is_writer": is_writer, "is_open": found.state in ("draft", "asked", "returned"),
        "may_decide": not is_writer and found.state == "asked" and contents.may_decide(viewer, found),
    }  # fmt: skip
    return render(request, "wiki/proposal.html", context, status=422 if form.errors else 200)


def _decide(request: HttpRequest, found: Proposal, form: AnswerForm) -> HttpResponse:
    viewer, answer = request.viewer, form.cleaned_data["answer"]
    what = request.POST.get("what", "")
    if what == "approve":
        item = actions.approve(
            viewer=viewer,
            proposal_id=found.id,
            expected_version=form.cleaned_data["version"],
            answer=answer,
            at=now(),
        )
        toast(request, _("Approved. It counts from now."))
        return redirect(kinds.kind("page").page_url(item))
    if what == "return":
        actions.send_back(viewer=viewer, proposal_id=found.id, answer=answer, at=now())
        toast(request, _("Sent back to its writer."))
    elif what == "withdraw":
        content.withdraw_proposal(viewer=viewer, proposal_id=found.id, at=now())
        toast(request, _("Taken back."))
        return redirect("wiki:desk", found.space.slug)
    return redirect("wiki:proposal", to_text(found.id))


@signed_in
@showing
def outdated(request: HttpRequest, item_id: int) -> HttpResponse:
    """Say that a page is no longer right, and what of it: who answers for it has to know where to look."""
    item = page_or_404(request, item_id)
    if not policy.may_propose(request.viewer, item, queries.facts_of([item]).get(item.id)):
        raise NotAllowed
    form = OutdatedForm(request.POST or None)
    url = kinds.kind("page").page_url(item)
    if request.method == "POST" and form.is_valid():
        actions.mark_outdated(viewer=request.viewer, item_id=item_id, why=form.cleaned_data["why"], at=now())
        toast(request, _("Thank you. Whoever answers for the page hears of it."))
        return redirect(url)
    context = {"item": item, "space": queries.page_of(item).space, "form": form, "url": url}
    return render(request, "wiki/outdated.html", context, status=422 if form.errors else 200)


@acting
def review(request: HttpRequest, item_id: int) -> HttpResponse:
    """`what`: right, or current again."""
    done = {"viewer": request.viewer, "item_id": item_id, "at": now()}
    if request.POST.get("what") == "current":
        item = actions.mark_current(**done)
    else:
        item = actions.review(**done)
        toast(request, _("Noted: you have looked at it and it is right."))
    return redirect(kinds.kind("page").page_url(item))
