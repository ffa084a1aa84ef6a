"""What the pages of all kinds have in common: one item whole with what is said under it, and writing a new one."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString, mark_safe

from folkmoot.base.clock import now
from folkmoot.base.web import render
from folkmoot.base.web.statements import Given, Statement, ask
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.policy import may_join, may_read
from folkmoot.commons.spaces.queries import visible_space
from folkmoot.commons.spaces.viewer import GUEST, Viewer

from . import actions, composing, item_lines, kinds, queries, readings
from .forms import ComposerForm
from .models import Item
from .queries import Card
from .refusals import Refused
from .views.acting import take_post, uploads
from .views.writing import comment_box

BESIDE = 5


_GUEST_VERSION = f"""
SELECT i.version, i.thread_version, p.version, s.version FROM content_item i
    LEFT JOIN people_person p ON p.id = i.author_id LEFT JOIN spaces_space s ON s.id = i.space_id
WHERE i.id = %(item)s AND i.kind = %(kind)s AND {queries.VISIBLE}
"""  # noqa: S608 - constants


def guest_version(item_id: int, kind: str) -> object:
    """What a stranger's view of an item depends on, in one query; None for what strangers may not see."""
    found = ask(_GUEST_VERSION, {"item": item_id, "kind": kind, **queries.visible_values(GUEST)})
    return found[0] if found else None


def moved_to(request: HttpRequest, item: Item) -> HttpResponse | None:
    """The redirect to an item's present address when it was asked for by another one."""
    url = kinds.kind(item.kind).page_url(item)
    if request.path == url:
        return None
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{url}?{query}" if query else url, permanent=False)


def page_of_item(request: HttpRequest, item: Item, *, order: str = "old") -> dict[str, Any]:
    """The values of an item's page: `card`, `discussion`, `comment_form`, `head`. Marks it as read."""
    viewer = request.viewer  # type: ignore[attr-defined]
    try:
        number = int(request.GET.get("page", "1"))
    except ValueError:
        number = 1
    said = queries.discussion(viewer, item, page=number, order=order)
    if not viewer.is_guest and item.is_published and request.method == "GET":
        actions.mark_read(viewer=viewer, item_id=item.id, at=now())
        readings.tell_opened(request, item)
    return {
        "item": item,
        "card": said.root,
        "discussion": said,
        "comment_form": comment_box(request, item),
        "head": head_of(said.root),
        "beside": beside(viewer, item),
    }


def _near() -> QuerySet[Item]:
    found = queries.visible_items_given().filter(space_id=Given("space"), kind=Given("kind"), root__isnull=True)
    return found.only("version").order_by("-last_activity_at", "-id")[: BESIDE + 1]


_NEAR = Statement(_near)


def beside(viewer: Viewer, item: Item) -> dict[str, Any]:
    """What stands beside an item: its community, for whoever is signed in what else is talked about there, and what
    rooms above add."""
    space, plugged = item.space, item_lines.lines_beside(viewer, item)
    if space is None or not may_read(viewer, space):
        return {"lines": plugged}
    others: list[Item] = []
    if not viewer.is_guest:  # A page kept for guests would go on naming what was hidden since.
        near = _NEAR.rows({"space": space.id, "kind": item.kind, **queries.visible_values(viewer)})
        others = [each for each in queries.whole(viewer, near) if each.id != item.id]
    lines = [
        {"text": str(each), "url": kinds.kind(each.kind).page_url(each), "icon": kinds.kind(each.kind).icon}
        for each in others[:BESIDE]
    ]
    return {"space": space, "may_join": may_join(viewer, space), "more": lines, "lines": plugged}


def head_of(card: Card, **more: Any) -> dict[str, Any]:
    """What a public page tells search engines and link previews of itself; nothing for any other page."""
    item = card.item
    url = f"{settings.SITE_URL}{card.url}"
    if item.audience > 0 or not item.is_published or item.published_at is None:
        return {"url": url, "is_public": False}
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": card.kind.schema,
        "url": url,
        "headline": str(item),
        "text": item.excerpt,
        "datePublished": item.published_at.isoformat(),
        "dateModified": (item.edited_at or item.published_at).isoformat(),
        "author": {"@type": "Person", "name": card.by.name},
        "commentCount": item.reply_count,
        **more,
    }
    return {
        "url": url,
        "is_public": True,
        "title": str(item),
        "description": item.excerpt,
        "type": "article",
        "json_ld": _as_script(facts),
    }


def _as_script(facts: Mapping[str, Any]) -> SafeString:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(facts, ensure_ascii=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return mark_safe(text)  # noqa: S308


def space_to_write_in(request: HttpRequest) -> Space | None:
    """The space named by `?space=`, when the viewer knows of it."""
    slug = request.GET.get("space", "")
    return visible_space(request.viewer, slug) if slug else None  # type: ignore[attr-defined]


def compose(
    request: HttpRequest,
    form: ComposerForm,
    publish: Callable[..., Item],
    *,
    template: str = "content/write.html",
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The page of a composer; sent, it calls `publish(viewer=…, file_ids=…, …)` and leads to what was written.

    `publish` may raise Refused: its words stand in the form, with everything as it was typed.
    """
    if request.method == "POST":
        take_post(request)
        file_ids: list[int] = []
        try:
            file_ids = uploads(request)
            if form.is_valid():
                viewer = request.viewer  # type: ignore[attr-defined]
                fields = form.publish_fields(at=now())
                form.notices = composing.notices(viewer, fields, now(), request.POST.get("noticed", ""))
                if not form.notices or fields["as_draft"]:
                    made = publish(viewer=viewer, file_ids=file_ids, **fields)
                    actions.discard_draft(viewer=viewer, place=form.place)
                    return redirect(kinds.kind(made.kind).page_url(made))
        except Refused as refused:
            form.refusal = refused.message
        form.keep_files(file_ids)
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"form": form, **(context or {})}, status=status)
