"""Lists of threads, the page of one, starting one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.base.web import render
from folkmoot.base.web.caching import guest_page, kept_for_guests
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import item_pages
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.forms import ComposerForm
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.views.acting import showing, signed_in
from folkmoot.commons.spaces.views.lookup import head, space_or_404

from . import queries


@require_safe
@kept_for_guests
def threads(request: HttpRequest) -> HttpResponse:
    return render(request, "boards/threads.html", _list(request), part="rows")


@require_safe
@kept_for_guests
def of_space(request: HttpRequest, slug: str) -> HttpResponse:
    space = space_or_404(request, slug)
    context = head(request, space, "boards:of_space")
    if not context["may_read"]:
        return redirect("spaces:space", slug)
    context |= _list(request, space_id=space.pk)
    if not request.GET:
        pinned = queries.pinned_threads(request.viewer, space.pk)
        context["pinned"] = contents.cards(request.viewer, pinned, template="boards/row.html")
    context["write_url"] = f"{reverse('boards:start')}?space={slug}"
    return render(request, "boards/of_space.html", context, part="rows")


def _list(request: HttpRequest, **where: Any) -> dict[str, Any]:
    viewer = request.viewer
    show, sort, tag, after = (request.GET.get(name, "")[:60] for name in ("show", "sort", "tag", "after"))
    show = show if show in queries.SHOWN else "all"
    sort = sort if sort in queries.SORTS else "active"
    page = queries.thread_page(viewer, show=show, sort=sort, tag=tag, after=after, **where)
    counts = queries.thread_counts(viewer, tag=tag, **where)
    labels = {"all": _("All"), "open": _("Open"), "resolved": _("Resolved")}

    def link(**changes: str) -> str:
        chosen = {"show": show, "sort": sort, "tag": tag} | changes
        plain = {"show": "all", "sort": "active", "tag": "", "after": ""}
        query = urlencode({name: value for name, value in chosen.items() if value != plain[name]})
        return f"{request.path}?{query}" if query else request.path

    shown = [
        {"label": labels[each], "url": link(show=each), "is_current": each == show, "count": counts[each]}
        for each in queries.SHOWN
    ]
    sorts = {"active": _("Latest activity"), "new": _("Newest")}
    return {
        "rows": contents.cards(viewer, page.rows, template="boards/row.html"),
        "older": link(after=page.after) if page.after else "",
        "shown": shown,
        "sorts": [{"label": sorts[each], "url": link(sort=each), "is_current": each == sort} for each in sorts],
        "tag": tag,
        "without_tag": link(tag=""),
        "write_url": reverse("boards:start"),
    }


@require_safe
@showing
def thread(request: HttpRequest, item_id: int, words: str = "") -> HttpResponse:
    def version() -> object:
        return item_pages.guest_version(item_id, "thread")

    return guest_page(request, "thread", version, lambda: _thread(request, item_id))


def _thread(request: HttpRequest, item_id: int) -> HttpResponse:
    item = contents.visible_item(request.viewer, item_id, kind="thread")
    if (elsewhere := item_pages.moved_to(request, item)) is not None:
        return elsewhere
    return render(request, "boards/thread.html", item_pages.page_of_item(request, item))


@signed_in
@showing
def start(request: HttpRequest) -> HttpResponse:
    form = ComposerForm(
        request.POST or None, viewer=request.viewer, kind="thread", action=request.get_full_path(),
        place="thread:new", space=item_pages.space_to_write_in(request), submit_label=_("Start the thread"),
        placeholder=_("What would you like to talk about?"),
    )  # fmt: skip

    def publish(**fields: Any) -> Item:
        return content.publish(kind="thread", **fields)

    return item_pages.compose(request, form, publish, context={"heading": _("New thread")})
