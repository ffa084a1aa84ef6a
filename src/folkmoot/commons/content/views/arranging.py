"""What moderators and authors do with an item as a whole."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.base.clock import now
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render

from .. import actions, kinds, policy, queries
from ..forms import AudienceForm, MoveForm, ScheduleForm
from ..models import Item
from ..refusals import NotAllowed, Refused
from ..voices import is_mine
from .acting import acting, back, done_with_undo, showing, signed_in


@acting
def pin(request: HttpRequest, item_id: int) -> Item:
    verb = actions.pin if request.POST.get("value") == "1" else actions.unpin
    return verb(viewer=request.viewer, item_id=item_id, at=now())


@acting
def lock(request: HttpRequest, item_id: int) -> Item:
    verb = actions.lock if request.POST.get("value") == "1" else actions.unlock
    return verb(viewer=request.viewer, item_id=item_id, at=now())


@acting
def resolve(request: HttpRequest, item_id: int) -> Item:
    verb = actions.resolve if request.POST.get("value") == "1" else actions.reopen
    return verb(viewer=request.viewer, item_id=item_id, at=now())


@acting
def settle(request: HttpRequest, item_id: int) -> Item:
    verb = actions.settle if request.POST.get("value") == "1" else actions.unsettle
    return verb(viewer=request.viewer, item_id=item_id, at=now())


@acting
def delete(request: HttpRequest, item_id: int) -> HttpResponse:
    item = actions.delete(viewer=request.viewer, item_id=item_id, at=now())
    undo = reverse("content:restore", args=[item_id])
    return done_with_undo(request, _("Deleted."), undo, _after_leaving(request, item))


@acting
def restore(request: HttpRequest, item_id: int) -> HttpResponse:
    item = actions.undelete(viewer=request.viewer, item_id=item_id, at=now())
    return redirect(kinds.kind(item.kind).page_url(item))


@acting
def hide(request: HttpRequest, item_id: int) -> HttpResponse:
    item = actions.hide(viewer=request.viewer, item_id=item_id, at=now())
    undo = reverse("content:unhide", args=[item_id])
    return done_with_undo(request, _("Hidden."), undo, _after_leaving(request, item))


@acting
def unhide(request: HttpRequest, item_id: int) -> HttpResponse:
    item = actions.unhide(viewer=request.viewer, item_id=item_id, at=now())
    return redirect(kinds.kind(item.kind).page_url(item))


@acting
def publish(request: HttpRequest, item_id: int) -> HttpResponse:
    item = actions.publish_draft(viewer=request.viewer, item_id=item_id, at=now())
    toast(request, _("Published."))
    return redirect(kinds.kind(item.kind).page_url(item))


@acting
def unpublish(request: HttpRequest, item_id: int) -> HttpResponse:
    item = actions.unpublish(viewer=request.viewer, item_id=item_id, at=now())
    undo = reverse("content:publish", args=[item_id])
    return done_with_undo(request, _("Taken back. Only you see it now."), undo, kinds.kind(item.kind).page_url(item))


@signed_in
@showing
def move(request: HttpRequest, item_id: int) -> HttpResponse:
    item = queries.visible_item(request.viewer, item_id)
    may_take_home = item.space_id is None and is_mine(request.viewer, item)
    if not (may_take_home or policy.may_moderate(request.viewer, item)):
        raise NotAllowed
    form = MoveForm(request.POST or None, viewer=request.viewer, item=item)

    def save() -> Item:
        space_id = int(form.cleaned_data["space"])
        return actions.move(viewer=request.viewer, item_id=item_id, space_id=space_id, at=now())

    return _small_form(request, item, form, _("Move to another community"), save, _("Moved."))


@signed_in
@showing
def audience(request: HttpRequest, item_id: int) -> HttpResponse:
    item = queries.visible_item(request.viewer, item_id)
    start = {"audience": item.audience}
    form = AudienceForm(request.POST or None, viewer=request.viewer, item=item, initial=start)

    def save() -> Item:
        wanted = form.cleaned_data["audience"]
        return actions.change_audience(viewer=request.viewer, item_id=item_id, audience=wanted, at=now())

    return _small_form(request, item, form, _("Who may read this"), save, _("Changed."))


@signed_in
@showing
def schedule(request: HttpRequest, item_id: int) -> HttpResponse:
    item = queries.visible_item(request.viewer, item_id)
    start = {"publish_at": item.publish_at, "unpublish_at": item.unpublish_at}
    form = ScheduleForm(request.POST or None, initial=start)

    def save() -> Item:
        return actions.schedule(viewer=request.viewer, item_id=item_id, at=now(), **form.cleaned_data)

    return _small_form(request, item, form, _("Schedule"), save, _("Saved."))


def _small_form(request: HttpRequest, item: Item, form: Any, heading: str, save: Any, done: str) -> HttpResponse:
    """A page with one short form about an item."""
    url = kinds.kind(item.kind).page_url(item)
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            toast(request, done)
            return redirect(url)
    context = {"form": form, "heading": heading, "item": item, "url": url}
    return render(request, "content/small_form.html", context, status=422 if form.errors else 200)


def _after_leaving(request: HttpRequest, item: Item) -> str:
    """Where to go from an item that is no longer there: not to its own page."""
    if item.root_id is not None:
        return f"{reverse('content:item', args=[item.root_id])}"
    came_from = back(request)
    own_page = kinds.kind(item.kind).page_url(item)
    if own_page in came_from or reverse("content:item", args=[item.id]) in came_from:
        return f"/s/{item.space.slug}/" if item.space is not None else "/"
    return came_from
