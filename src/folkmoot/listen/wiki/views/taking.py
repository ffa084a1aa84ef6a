"""Taking pages out, as files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.base import limits
from folkmoot.base.clock import now
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.views.acting import showing
from folkmoot.commons.spaces.models import Space

from .. import exporting, queries
from ..forms import key_of
from ..logic import name_of
from ..refusals import TooMuchToExport
from .frame import page_or_404, readable_space

FORMS = ("md", "html", "pdf")


@require_safe
@showing
def export(request: HttpRequest, item_id: int, form: str) -> HttpResponse:
    """One page as a file. Markdown carries the number of its text as ETag."""
    item = page_or_404(request, item_id)
    if form not in FORMS:
        raise Http404
    _take_turn(request)
    space = queries.page_of(item).space
    found = exporting.gather(request.viewer, [(0, item)], title=item.title, place=space.name)
    name = name_of(item.title)
    if form == "md":
        response = _file(
            exporting.as_markdown(found.chapters[0]).encode(), "text/markdown; charset=utf-8", f"{name}.md"
        )
        response["ETag"] = f'"{contents.text_version(item)}"'
        return response
    return _drawn(found, form, name)


@require_safe
@showing
def export_tree(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """A page with all below it, or a whole wiki."""
    space = readable_space(request, slug)
    if form not in FORMS:
        raise Http404
    _take_turn(request)
    root = _root(request, space)
    try:
        pages = queries.subtree(request.viewer, space, root.id if root is not None else None)
    except OverflowError:
        raise TooMuchToExport from None
    title = root.title if root is not None else _("Wiki of %(space)s") % {"space": space.name}
    found = exporting.gather(request.viewer, pages, title=title, place=space.name)
    name = name_of(title)
    if form == "md":
        return _file(exporting.as_zip(found), "application/zip", f"{name}.zip")
    return _drawn(found, form, name)


def _root(request: HttpRequest, space: Space) -> Item | None:
    under = request.GET.get("under", "")
    if not under:
        return None
    found = contents.visible_items(request.viewer).filter(id=key_of(under), kind="page", space=space).first()
    if found is None:
        raise Http404
    return found


def _take_turn(request: HttpRequest) -> None:
    who = request.viewer.person_id or request.META.get("REMOTE_ADDR", "")
    limits.take(f"wiki-export:{who}", per_minute=10, burst=20, at=now())


def _drawn(found: Any, form: str, name: str) -> HttpResponse:
    if form == "html":
        return _file(exporting.as_html(found).encode(), "text/html; charset=utf-8", f"{name}.html")
    return _file(exporting.as_pdf(found), "application/pdf", f"{name}.pdf")


def _file(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
