"""Moving pages, caring for them, and a wiki's rules."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from folkmoot.base.clock import now
from folkmoot.base.ids import to_text
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import kinds
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.refusals import NotAllowed, Refused
from folkmoot.commons.content.views.acting import showing, signed_in
from folkmoot.commons.spaces.views.lookup import space_or_404

from .. import actions, policy, queries
from ..forms import CareForm, MoveForm, RulesForm, key_of
from ..models import Page
from ..refusals import PageIsProtected
from .frame import page_or_404, space_context


@signed_in
@showing
def move(request: HttpRequest, item_id: int) -> HttpResponse:
    """Choose a new place: first below which page, then where among its siblings. Both in one form."""
    viewer = request.viewer
    item = page_or_404(request, item_id)
    row = queries.page_of(item)
    facts = queries.facts_of([item]).get(item.id)
    if not policy.may_change(viewer, item, facts):
        raise PageIsProtected if row.is_protected else NotAllowed
    words = request.GET.get("q", "")[:80]
    chosen = request.POST.get("parent", request.GET.get("parent"))
    parent_id = key_of(chosen) if chosen is not None else row.parent_id
    offered = _places(viewer, row, words, parent_id)
    siblings = [node for node in queries.branch(viewer, row.space, parent_id).nodes if node.id != item.id]
    start = {"parent": _key(parent_id)}
    form = MoveForm(
        request.POST or None, places=offered, siblings=[(node.key, node.title) for node in siblings], initial=start
    )
    if request.method == "POST" and form.is_valid():
        after = form.cleaned_data["after"]
        try:
            actions.move(
                viewer=viewer, item_id=item_id, parent_id=form.cleaned_data["parent"], after_id=key_of(after),
                is_first=after == "first", at=now(),
            )  # fmt: skip
            toast(request, _("Moved. Links to it lead to it still."))
            return redirect(kinds.kind("page").page_url(item))
        except Refused as refused:
            form.add_error(None, str(refused.message))
    context = {
        "item": item, "space": row.space, "form": form, "words": words, "url": kinds.kind("page").page_url(item),
    }  # fmt: skip
    return render(request, "wiki/move.html", context, status=422 if form.errors else 200)


def _places(viewer: Any, row: Page, words: str, chosen: int | None) -> list[Item]:
    """Where it can go: pages of its space with these words in their titles, and the one chosen already."""
    found = [each for each in queries.places(viewer, row.space, words=words) if each.id != row.pk]
    if chosen is not None and chosen not in {each.id for each in found}:
        found = [*(page.item for page in queries.ordered(viewer, row.space, [chosen])), *found]
    return found


def _key(item_id: int | None) -> str:
    return to_text(item_id) if item_id is not None else "top"


@signed_in
@showing
def care(request: HttpRequest, item_id: int) -> HttpResponse:
    """Who answers for a page, when it is looked at again, who may change it, who has to read it."""
    viewer = request.viewer
    item = page_or_404(request, item_id)
    row = queries.page_of(item)
    facts = queries.facts_of([item]).get(item.id)
    if not policy.may_keep(viewer, item, facts):
        raise NotAllowed
    may_rule = policy.may_rule(viewer, row.space)
    start = {
        "owner": row.owner.username if row.owner is not None else "", "review_days": row.review_days,
        "is_protected": row.is_protected, "is_template": row.is_template,
        "is_must_read": item.must_read_at is not None,
    }  # fmt: skip
    form = CareForm(request.POST or None, initial=start)
    if not may_rule:
        for name in ("is_protected", "is_must_read"):
            del form.fields[name]
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                _keep(viewer, item, start, form.cleaned_data)
            toast(request, _("Saved."))
            return redirect(kinds.kind("page").page_url(item))
        except Refused as refused:
            form.add_error(None, str(refused.message))
    context = {"item": item, "space": row.space, "form": form, "url": kinds.kind("page").page_url(item)}
    return render(request, "wiki/care.html", context, status=422 if form.errors else 200)


def _keep(viewer: Any, item: Item, before: dict[str, Any], wanted: dict[str, Any]) -> None:
    """One verb for each thing that was changed; whom it is handed to comes last, for then one may say no more."""
    done: dict[str, Any] = {"viewer": viewer, "item_id": item.id, "at": now()}
    if wanted["review_days"] != before["review_days"]:
        actions.set_review(days=wanted["review_days"], **done)
    if wanted.get("is_must_read", before["is_must_read"]) != before["is_must_read"]:
        content.oblige(is_must_read=wanted["is_must_read"], **done)
    if wanted["is_template"] != before["is_template"]:
        actions.set_template(is_template=wanted["is_template"], **done)
    if wanted.get("is_protected", before["is_protected"]) != before["is_protected"]:
        actions.protect(is_protected=wanted["is_protected"], **done)
    if wanted["owner"].strip().lstrip("@") != before["owner"]:
        actions.hand_over(username=wanted["owner"].strip(), **done)


@signed_in
@showing
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    space = space_or_404(request, slug)
    if not policy.may_rule(request.viewer, space):
        raise NotAllowed
    form = RulesForm(request.POST or None, instance=queries.wiki_of(space))
    if request.method == "POST" and form.is_valid():
        actions.keep_rules(viewer=request.viewer, space=space, at=now(), **form.cleaned_data)
        toast(request, _("Saved."))
        return redirect("wiki:home", slug)
    context = {**space_context(request, space), "form": form}
    return render(request, "wiki/rules.html", context, status=422 if form.errors else 200)
