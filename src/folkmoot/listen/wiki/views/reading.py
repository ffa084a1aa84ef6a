"""Reading: a wiki's home, its tree, one page, lists of pages."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from folkmoot.base.clock import now
from folkmoot.base.ids import to_text
from folkmoot.base.web import render
from folkmoot.commons.content import item_pages, kinds
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item, Revision
from folkmoot.commons.content.views.acting import showing
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.views.lookup import space_or_404

from .. import policy, queries
from ..forms import key_of
from .frame import page_or_404, readable_space, space_context


@require_safe
def home(request: HttpRequest, slug: str) -> HttpResponse:
    space = space_or_404(request, slug)
    context = space_context(request, space)
    if not context["may_read"]:
        return redirect("spaces:space", slug)
    viewer = request.viewer
    context |= {
        "tree": queries.overview(viewer, space),
        "recent": [_line(item) for item in queries.recent(viewer, space)],
        "due": queries.due_pages(viewer, space, now().date(), limit=5) if not viewer.is_guest else [],
        "waiting": contents.proposals(viewer, space_id=space.pk, also=queries.owned_ids(viewer)).count(),
    }
    return render(request, "wiki/home.html", context)


def _line(item: Item) -> dict[str, Any]:
    return {"title": item.title, "url": kinds.kind("page").page_url(item), "at": item.edited_at or item.published_at}


@require_safe
def branch(request: HttpRequest, slug: str) -> HttpResponse:
    """Some siblings of the tree: fetched when a branch is opened, or a page of their own."""
    space = readable_space(request, slug)
    under = request.GET.get("under", "")
    parent_id = key_of(under) if under else None
    if under and parent_id is None:
        raise Http404
    after = request.GET.get("after", "")
    after_position = int(after) if after.removeprefix("-").isdecimal() and len(after) < 19 else None
    parent = None
    if parent_id is not None:
        parent = contents.visible_items(request.viewer).filter(id=parent_id, kind="page", space=space).first()
        if parent is None:
            raise Http404
    found = queries.branch(request.viewer, space, parent_id, after=after_position)
    context = {**space_context(request, space), "tree": found, "under": under, "parent": parent and _line(parent)}
    return render(request, "wiki/branch.html", context, part="nodes")


@require_safe
@showing
def page(request: HttpRequest, item_id: int, words: str = "") -> HttpResponse:
    # No copy is kept for strangers: the page also shows others, which may be hidden without its changing.
    viewer = request.viewer
    item = page_or_404(request, item_id)
    if (elsewhere := item_pages.moved_to(request, item)) is not None:
        return elsewhere
    context = item_pages.page_of_item(request, item)
    row = queries.page_of(item)
    facts, space = context["card"].extra, row.space
    remarks = contents.remarks(viewer, item) if item.reply_count else []
    seen = queries.read(viewer, item, remarks=remarks)
    is_mine = context["card"].own.is_mine
    above = queries.ids_above(item.id)
    tree = queries.tree(viewer, space, item.id, above=above)
    context |= {
        "key": to_text(item.id), "row": row, "facts": facts, "space": space, "reading": seen, "remarks": remarks,
        "crumbs": [_line(each) for each in queries.path_of(viewer, above)],
        "tree": tree,
        "below": tree.below,
        "editor": _last_editor(item, context["card"]),
        "today": now().date(),
        "may_change": policy.may_change(viewer, item, facts, is_mine=is_mine),
        "may_propose": policy.may_propose(viewer, item, facts),
        "may_keep": policy.may_keep(viewer, item, facts),
        "proposals": _waiting(request, item),
        "new_url": f"{reverse('wiki:new', args=[space.slug])}?{urlencode({'under': to_text(item.id)})}",
        "choose": request.GET.get("choose") == "1" and not viewer.is_guest,
    }  # fmt: skip
    context["may_begin"] = policy.may_take_part(viewer, space, facts.who_edits if facts else "moderators")
    return render(request, "wiki/page.html", context)


def _last_editor(item: Item, card: contents.Card) -> contents.Speaker:
    latest = Revision.objects.filter(item_id=item.id).select_related("editor", "editor__picture", "alias")
    found = latest.order_by("-number").first()
    return contents.speaker(found.editor, found.alias) if found is not None else card.by


def _waiting(request: HttpRequest, item: Item) -> list[Any]:
    if request.viewer.is_guest:
        return []
    found = contents.proposals(request.viewer, state="", also=queries.owned_ids(request.viewer))
    return list(found.filter(item=item, state__in=["draft", "asked", "returned"])[:10])


@require_safe
def by_name(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """From the name in a link to the page; where there is none one may see, the offer to write it."""
    space = readable_space(request, slug)
    found = queries.page_named(request.viewer, slug, name)
    if found is not None:
        return redirect(kinds.kind("page").page_url(found))
    context = {**space_context(request, space), "name": name.replace("-", " ")[:80].strip().capitalize()}
    context["new_url"] += "?" + urlencode({"title": context["name"]})
    return render(request, "wiki/not_there.html", context, status=404)


@require_safe
def wanted(request: HttpRequest, slug: str) -> HttpResponse:
    space = readable_space(request, slug)
    context = space_context(request, space)
    context["lines"] = [
        {"title": each.title, "count": each.count, "url": f"{context['new_url']}?{urlencode({'title': each.title})}"}
        for each in queries.wanted(request.viewer, space)
    ]
    return render(request, "wiki/wanted.html", context)


@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    space = readable_space(request, slug)
    hides_minor = request.GET.get("minor") == "0"
    found = queries.changes(
        request.viewer, space, after=request.GET.get("after", "")[:80], with_minor=not hides_minor
    )
    rest = {"minor": "0"} if hides_minor else {}
    context = {
        **space_context(request, space),
        "lines": [
            {"revision": each, "item": each.item, "by": contents.speaker(each.editor, each.alias),
             "url": reverse("content:history", args=[each.item_id])}
            for each in found.rows
        ],
        "older": f"?{urlencode({**rest, 'after': found.after})}" if found.after else "",
        "hides_minor": hides_minor,
    }  # fmt: skip
    return render(request, "wiki/changes.html", context)


@require_safe
def templates(request: HttpRequest, slug: str) -> HttpResponse:
    space = readable_space(request, slug)
    context = space_context(request, space)
    context["lines"] = [
        {"item": each, "url": kinds.kind("page").page_url(each),
         "use_url": f"{context['new_url']}?{urlencode({'template': to_text(each.id)})}"}
        for each in queries.templates(request.viewer, space)
    ]  # fmt: skip
    return render(request, "wiki/templates.html", context)


@require_safe
@showing
def links(request: HttpRequest, item_id: int) -> HttpResponse:
    item = page_or_404(request, item_id)
    row = queries.page_of(item)
    lines = [
        {**_line(each), "space": each.space if each.space_id != row.space_id else None}
        for each in queries.backlinks(request.viewer, row)
    ]
    context = {**_about(request, item, row.space), "lines": lines}
    return render(request, "wiki/links.html", context)


def _about(request: HttpRequest, item: Item, space: Space) -> dict[str, Any]:
    return {"item": item, "space": space, "url": kinds.kind("page").page_url(item), "viewer": request.viewer}
