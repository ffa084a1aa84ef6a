"""The page of a note, writing one, and voting in its poll."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base.clock import now
from folkmoot.base.ids import from_text
from folkmoot.base.web import render
from folkmoot.base.web.caching import guest_page
from folkmoot.commons.content import item_pages, kinds
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.forms import ComposerForm
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.policy import may_moderate
from folkmoot.commons.content.refusals import Refused
from folkmoot.commons.content.views.acting import showing, signed_in

from . import actions, logic, queries
from .forms import PollForm


@require_safe
@showing
def note(request: HttpRequest, item_id: int) -> HttpResponse:
    return guest_page(request, "note", lambda: _version(item_id), lambda: _note(request, item_id))


def _version(item_id: int) -> object:
    version = item_pages.guest_version(item_id, "note")
    # A poll that ends by itself looks different from one minute to the next.
    return version and (version, now().strftime("%Y%m%d%H%M"))


def _note(request: HttpRequest, item_id: int) -> HttpResponse:
    item = contents.visible_item(request.viewer, item_id, kind="note")
    context = item_pages.page_of_item(request, item)
    context |= _poll_context(request, item, context["card"].own.is_mine)
    return render(request, "notes/note.html", context)


def _poll_context(request: HttpRequest, item: Item, is_mine: bool) -> dict[str, Any]:
    poll = queries.poll_of(request.viewer, item, at=now())
    may_end = poll is not None and not poll.is_over and (is_mine or may_moderate(request.viewer, item))
    return {"poll": poll, "may_end_poll": may_end, "item": item}


@require_POST
@signed_in
@showing
def vote(request: HttpRequest, item_id: int) -> HttpResponse:
    return _change_poll(request, item_id, actions.vote_in_poll, option_ids=_ids(request.POST.getlist("option")))


@require_POST
@signed_in
@showing
def end_poll(request: HttpRequest, item_id: int) -> HttpResponse:
    return _change_poll(request, item_id, actions.end_poll)


def _change_poll(request: HttpRequest, item_id: int, verb: Any, **what: Any) -> HttpResponse:
    problem = ""
    try:
        verb(viewer=request.viewer, item_id=item_id, at=now(), **what)
    except Refused as refused:
        problem = str(refused.message)
    item = contents.visible_item(request.viewer, item_id, kind="note")
    if request.htmx:
        [card] = contents.cards(request.viewer, [item])
        context = _poll_context(request, item, card.own.is_mine) | {"problem": problem}
        return render(request, "notes/note.html", context, part="poll", status=422 if problem else 200)
    if problem:
        messages.error(request, problem)
    return redirect(kinds.kind("note").page_url(item) + "#poll")


def _ids(texts: list[str]) -> list[int]:
    try:
        return [from_text(text) for text in texts[:20]]
    except ValueError:
        raise Http404 from None


@signed_in
@showing
def write(request: HttpRequest) -> HttpResponse:
    form = ComposerForm(
        request.POST or None, viewer=request.viewer, kind="note", action=request.get_full_path(), place="note:new",
        space=item_pages.space_to_write_in(request), placeholder=_("What is going on?"),
    )  # fmt: skip
    form.fields["body"].max_length = logic.MAX_LENGTH
    form.fields["body"].widget.attrs |= {"maxlength": logic.MAX_LENGTH, "autofocus": True}
    poll_form = PollForm(request.POST or None)
    form.extra_html = render_to_string("notes/poll_form.html", {"form": poll_form})

    def publish(**fields: Any) -> Item:
        if not poll_form.is_valid():
            raise actions.WrongPoll
        return actions.post(poll=poll_form.draft(), **_without_title(fields))

    context = {"heading": _("New note"), "back": reverse("notes:new")}
    return item_pages.compose(request, form, publish, context=context)


def _without_title(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name != "title"}
