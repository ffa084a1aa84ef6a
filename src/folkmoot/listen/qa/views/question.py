"""The page of a question and what is done on it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base.clock import now
from folkmoot.base.ids import to_text
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.base.web.caching import guest_page
from folkmoot.commons.content import item_pages, kinds
from folkmoot.commons.content import policy as contents_policy
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.forms import ComposerForm
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.queries import Discussion
from folkmoot.commons.content.refusals import Refused
from folkmoot.commons.content.reply_box import EmptyBox, reply_box
from folkmoot.commons.content.views.acting import showing, signed_in, take_post, uploads
from folkmoot.commons.people.queries import person_named

from .. import actions, logic, policy, queries

SORTS = ("votes", "new", "old")


@require_safe
@showing
def question(request: HttpRequest, item_id: int, words: str = "") -> HttpResponse:
    def version() -> object:
        return item_pages.guest_version(item_id, "question")

    return guest_page(request, "question", version, lambda: _page(request, item_id))


def _page(request: HttpRequest, item_id: int, *, form: ComposerForm | None = None) -> HttpResponse:
    item = contents.visible_item(request.viewer, item_id, kind="question")
    if form is None and (elsewhere := item_pages.moved_to(request, item)) is not None:
        return elsewhere
    context = item_pages.page_of_item(request, item)
    viewer, is_mine = request.viewer, context["card"].own.is_mine
    context |= {
        "sort": _sort(request),
        "sorts": [{"key": key, "label": label} for key, label in _sorts().items()],
        "answers": _answers(request, item, context["discussion"], is_mine),
        "related": _linked(queries.related(viewer, item)),
        "answer_form": form or _answer_box(request, item),
        "may_invite": policy.may_invite(viewer, item),
        "may_mark_duplicate": policy.may_mark_duplicate(viewer, item, is_mine=is_mine),
    }  # fmt: skip
    context["head"] = _head(context)
    return render(request, "qa/question.html", context, status=422 if form is not None else 200)


def _sorts() -> dict[str, str]:
    return {"votes": _("Most votes"), "new": _("Newest"), "old": _("Oldest")}


def _sort(request: HttpRequest) -> str:
    sort = request.GET.get("sort", "votes")
    return sort if sort in SORTS else "votes"


def _answers(request: HttpRequest, item: Item, said: Discussion, is_mine: bool) -> list[Any]:
    """The answers in order, drawn with what this viewer may do to each."""
    viewer = request.viewer
    may_accept = policy.may_accept(viewer, item, is_mine=is_mine)
    is_expert = queries.is_expert_on(viewer, item) if said.answers else False

    def facts(node: Any) -> logic.Facts:
        marks = node.card.extra
        is_accepted = marks is not None and marks.accepted_at is not None
        is_verified = marks is not None and marks.verified_at is not None
        return is_accepted, is_verified, node.item.score, node.item.published_at or node.item.made_at

    drawn = []
    for node in logic.in_order(said.answers, sort=_sort(request), facts=facts):
        may_verify = policy.may_verify(viewer, node.item, is_mine=node.card.own.is_mine, is_expert=is_expert)
        below = "".join(child.html for child in node.children)
        slots = {"replies": below, "has_replies": bool(below), "may_accept": may_accept, "may_verify": may_verify}
        drawn.append(node.card.fill(slots))
    return drawn


def _linked(related: queries.Related) -> dict[str, Any]:
    def line(item: Item | None) -> dict[str, Any] | None:
        return item and {"item": item, "url": kinds.kind("question").page_url(item)}

    return {"original": line(related.original), "duplicates": [line(each) for each in related.duplicates]}


def _head(context: dict[str, Any]) -> dict[str, Any]:
    """For search engines: a page about a question and its answers; duplicates name the first one."""
    card, item = context["card"], context["item"]
    found = item_pages.head_of(card, answerCount=item.answer_count, upvoteCount=item.up_count, name=item.title)
    if original := context["related"]["original"]:
        found["canonical"] = found["url"].replace(card.url, original["url"])
    return found


def _answer_box(request: HttpRequest, item: Item) -> ComposerForm | EmptyBox | None:
    viewer = request.viewer
    if not contents_policy.may_reply(viewer, item, item):
        return None
    try:
        contents_policy.check_may_reply(viewer, kinds.kind("answer"), item, item, item.space)
    except Refused:
        return None
    return reply_box(viewer, item, root=item, kind="answer", url_name="qa:answer", **_texts())


def _texts() -> dict[str, str]:
    return {"submit_label": _("Answer"), "placeholder": _("Share what you know. Small answers help too.")}


@require_POST
@signed_in
@showing
def answer(request: HttpRequest, item_id: int) -> HttpResponse:
    item = contents.visible_item(request.viewer, item_id, kind="question")
    # The policy says why not, in words.
    contents_policy.check_may_reply(request.viewer, kinds.kind("answer"), item, item, item.space)
    if not contents_policy.may_reply(request.viewer, item, item):
        raise Http404
    form = ComposerForm(
        request.POST, viewer=request.viewer, kind="answer", root=item, place=f"answer:{to_text(item_id)}",
        action=request.path, **_texts(),
    )  # fmt: skip
    take_post(request)
    file_ids: list[int] = []
    try:
        file_ids = uploads(request)
        if form.is_valid():
            made = actions.answer(
                viewer=request.viewer, question_id=item_id, body=form.cleaned_data["body"], file_ids=file_ids,
                voice=form.cleaned_data.get("voice") or "name", at=now(),
            )  # fmt: skip
            actions.content.discard_draft(viewer=request.viewer, place=form.place)
            return redirect(f"{kinds.kind('question').page_url(item)}#i-{to_text(made.id)}")
    except Refused as refused:
        form.refusal = refused.message
    form.keep_files(file_ids)
    return _page(request, item_id, form=form)


_MARKS = {
    "accept": actions.accept_answer,
    "unaccept": actions.withdraw_acceptance,
    "verify": actions.verify_answer,
    "unverify": actions.withdraw_verification,
}


@require_POST
@signed_in
@showing
def mark(request: HttpRequest, item_id: int, verb: str) -> HttpResponse:
    """Accept or verify an answer, or take that back."""
    if verb not in _MARKS:
        raise Http404
    _MARKS[verb](viewer=request.viewer, answer_id=item_id, at=now())
    found = contents.visible_item(request.viewer, item_id, kind="answer")
    root = contents.visible_item(request.viewer, found.root_id or 0, kind="question")
    return redirect(f"{kinds.kind('question').page_url(root)}#i-{to_text(item_id)}")


@signed_in
@showing
def invite(request: HttpRequest, item_id: int) -> HttpResponse:
    """Who may know this, and asking one of them (or anybody, by user name) for an answer."""
    item = contents.visible_item(request.viewer, item_id, kind="question")
    if request.method != "POST":
        context = {
            "item": item,
            "url": kinds.kind("question").page_url(item),
            "may_invite": policy.may_invite(request.viewer, item),
            "who_may_know": queries.who_may_know(request.viewer, item, at=now()),
            "invited": queries.invited(item),
        }
        return render(request, "qa/invite.html", context)
    name = request.POST.get("username", "").strip()[:80]
    person = person_named(request.viewer, name)
    actions.invite(viewer=request.viewer, question_id=item_id, person_id=person.pk if person else 0, at=now())
    toast(request, _("%(name)s has been asked for an answer.") % {"name": person.name if person else name})
    return redirect(kinds.kind("question").page_url(item))


@require_POST
@signed_in
@showing
def duplicate(request: HttpRequest, item_id: int) -> HttpResponse:
    """Link a question to the one asked before, named by its address; without one, take the link back."""
    item = contents.visible_item(request.viewer, item_id, kind="question")
    address = request.POST.get("original", "").strip()
    if address:
        of_id = _id_in(address)
        if of_id is None:
            raise Refused(_("Please paste the address of the other question."))
        try:
            actions.mark_duplicate(viewer=request.viewer, question_id=item_id, of_id=of_id, at=now())
        except Item.DoesNotExist:
            raise Refused(_("There is no such question.")) from None
    else:
        actions.unmark_duplicate(viewer=request.viewer, question_id=item_id, at=now())
    return redirect(kinds.kind("question").page_url(item))


def _id_in(address: str) -> int | None:
    """The item named in an address of ours."""
    path = "/" + address.split("://", 1)[-1].partition("/")[2] if "://" in address else address
    try:
        match = resolve(path.split("?")[0].split("#")[0])
    except Resolver404:
        return None
    return match.kwargs.get("item_id")
