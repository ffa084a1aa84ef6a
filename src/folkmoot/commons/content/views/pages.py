"""Pages about items that are the same for every kind."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from folkmoot.base.clock import now
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render

from .. import actions, item_menu, kinds, logic, queries
from ..actions.editing import tag_names
from ..forms import SynonymForm
from ..models import Revision
from ..queries.lists import tag_named
from ..refusals import Refused
from .acting import acting, showing, signed_in

PAGE = 25


@showing
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """From the short address of any item to its own page."""
    found = queries.visible_item(request.viewer, item_id)
    return redirect(kinds.kind(found.kind).page_url(found))


@signed_in
@showing
def menu(request: HttpRequest, item_id: int) -> HttpResponse:
    """What the viewer may do with an item: loaded when its menu is opened, or a page of its own."""
    found = queries.visible_item(request.viewer, item_id)
    [card] = queries.cards(request.viewer, [found], template="content/shared.html")
    drawn_as = "whole" if request.GET.get("as") == "whole" else "card"
    context = {"card": card, "own": card.own, "item": found, "drawn_as": drawn_as, "url": card.url}
    context["entries"] = item_menu.entries_for(request.viewer, found)
    return render(request, "content/menu.html", context, part="panel")


@showing
def history(request: HttpRequest, item_id: int) -> HttpResponse:
    """What an item said before, each change compared with what came after."""
    viewer = request.viewer
    found = queries.visible_item(viewer, item_id)
    kept = queries.revisions(viewer, found)
    newer_title, newer_body, newer_tags = found.title, found.body, tag_names(found)
    changes = []
    for revision in kept:
        changes.append(
            {
                "revision": revision,
                "by": queries.speaker(revision.editor, revision.alias),
                "title": logic.diff(revision.title, newer_title) if revision.title != newer_title else [],
                "lines": logic.diff(revision.body, newer_body),
                "tags_gone": sorted(set(revision.tags) - set(newer_tags)),
                "tags_new": sorted(set(newer_tags) - set(revision.tags)),
            }
        )
        newer_title, newer_body, newer_tags = revision.title, revision.body, revision.tags
    [card] = queries.cards(viewer, [found])
    context = {"card": card, "item": found, "changes": changes, "url": card.url}
    return render(request, "content/history.html", context)


@acting
def restore_revision(request: HttpRequest, item_id: int, number: int) -> HttpResponse:
    try:
        found = actions.restore_revision(viewer=request.viewer, item_id=item_id, number=number, at=now())
    except Revision.DoesNotExist:
        raise Http404 from None
    toast(request, _("The earlier text is back."))
    return redirect(kinds.kind(found.kind).page_url(found))


@signed_in
@showing
def acknowledgements(request: HttpRequest, item_id: int) -> HttpResponse:
    found = queries.visible_item(request.viewer, item_id)
    done, waiting = queries.acknowledgements(request.viewer, found)
    context = {"item": found, "done": done, "waiting": waiting, "url": kinds.kind(found.kind).page_url(found)}
    return render(request, "content/acknowledgements.html", context)


@signed_in
def drafts(request: HttpRequest) -> HttpResponse:
    writing, waiting = queries.drafts(request.viewer)
    lines = [{"draft": each, "url": _place_url(each.place)} for each in writing]
    cards = queries.cards(request.viewer, waiting)
    return render(request, "content/drafts.html", {"lines": lines, "cards": cards})


def _place_url(place: str) -> str:
    """Where a draft was being written: `note:new`, `comment:<item>`, `edit:<item>`."""
    what, _, which = place.partition(":")
    if what in ("comment", "edit") and len(which) == 13:
        return f"/i/{which}/{what}"
    try:
        compose = kinds.kind(what).compose_url
    except KeyError:
        return ""
    return compose(None) if compose else ""


@signed_in
def discard(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        actions.discard_draft(viewer=request.viewer, place=request.POST.get("place", "")[:120])
    return redirect("content:drafts")


@signed_in
def bookmarks(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.bookmarks(request.viewer), PAGE).get_page(request.GET.get("page"))
    cards = queries.cards(request.viewer, page.object_list)
    hint = _("Press the bookmark on anything you want to find again. Nobody else sees this list.")
    context = _list(page, cards, _("Bookmarks"), _("Nothing here yet"), hint)
    return render(request, "content/list.html", context)


def tag(request: HttpRequest, name: str) -> HttpResponse:
    """Everything the viewer may see under a tag. A tag that only hidden items carry looks like one nobody used."""
    found = tag_named(request.viewer, name)
    if found is not None and found[0].name != name.casefold():
        return redirect("content:tag", name=found[0].name)
    shown, is_followed = found or (None, False)
    items = queries.visible_items(request.viewer).filter(root__isnull=True)
    items = items.filter(item_tags__tag=shown) if shown is not None else items.none()
    page = Paginator(items.order_by("-published_at", "-id"), PAGE).get_page(request.GET.get("page"))
    cards = queries.cards(request.viewer, page.object_list)
    if not cards:
        shown = None
    context = _list(
        page, cards, f"#{name}", _("Nothing here yet"), _("Nobody has used this tag where you can read it.")
    )
    return render(request, "content/list.html", {**context, "tag": shown, "is_followed": is_followed})


def _list(page: object, cards: list[queries.Card], heading: str, empty: str, hint: str) -> dict[str, object]:
    return {"page": page, "cards": cards, "heading": heading, "empty_title": empty, "empty_text": hint}


def tags(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    may_arrange = viewer.is_admin or bool(viewer.moderated_space_ids)
    form = SynonymForm(request.POST or None)
    if request.method == "POST" and may_arrange and form.is_valid():
        try:
            actions.make_synonym(viewer=viewer, at=now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            toast(request, _("From now on both lead to the same tag."))
            return redirect("content:tags")
    context = {"lines": queries.tags(viewer), "form": form if may_arrange else None}
    return render(request, "content/tags.html", context)


@signed_in
def follow_tag(request: HttpRequest, name: str) -> HttpResponse:
    found = tag_named(request.viewer, name)
    if request.method == "POST" and found is not None:
        verb = actions.unfollow_tag if found[1] else actions.follow_tag
        verb(viewer=request.viewer, tag_id=found[0].id, at=now())
    return redirect("content:tag", name=name)
