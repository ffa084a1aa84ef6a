"""What the composer asks for while somebody writes. Everything also works without it."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base import limits, markup
from folkmoot.base.clock import now
from folkmoot.base.files.actions import FileRefused, store
from folkmoot.base.web import render
from folkmoot.commons.people.queries import visible_people
from folkmoot.commons.spaces.queries import visible_spaces

from .. import actions, kinds, queries, texts
from ..refusals import Refused
from .acting import signed_in


@require_POST
@signed_in
def preview(request: HttpRequest) -> HttpResponse:
    limits.take(f"preview:{request.viewer.person_id}", per_minute=120, at=now())
    try:
        text = texts.read(request.POST.get("body", ""), audience=3, space_id=None)
    except Refused as refused:
        return HttpResponse(str(refused.message), status=422, content_type="text/plain; charset=utf-8")
    return render(request, "content/preview.html", {"html": text.html})


@require_POST
@signed_in
def upload(request: HttpRequest) -> HttpResponse:
    limits.take(f"upload:{request.viewer.person_id}", per_minute=30, at=now())
    sent = request.FILES.get("file")
    if sent is None:
        return JsonResponse({"error": _("No file has arrived.")}, status=422)
    try:
        kept = store(sent, owner=request.viewer.person_id, at=now())
    except FileRefused as refused:
        return JsonResponse({"error": str(refused.message)}, status=422)
    words = kept.name.replace("[", "(").replace("]", ")")
    written = f"![{words}]({kept.url})" if kept.is_image else f"[{words}]({kept.url})"
    facts = {
        "id": str(kept.id), "name": kept.name, "url": kept.url, "small_url": kept.small_url,
        "is_image": kept.is_image, "size": kept.size, "markdown": written,
    }  # fmt: skip
    return JsonResponse(facts)


@require_safe
@signed_in
def mentions(request: HttpRequest) -> HttpResponse:
    """People first, then communities, whose name or user name begins so."""
    viewer = request.viewer
    words = request.GET.get("q", "").strip().lstrip("@").casefold()[:60]
    if not words:
        return JsonResponse([], safe=False)
    begins = Q(username__istartswith=words) | Q(sort_name__startswith=words) | Q(sort_name__contains=f" {words}")
    people = (
        visible_people(viewer)
        .filter(begins)
        .exclude(id__in=viewer.hidden_person_ids)
        .select_related("picture")
        .order_by("sort_name", "id")[:8]
    )  # fmt: skip
    found = [
        {
            "value": person.username, "label": person.name, "hint": person.headline[:80],
            "avatar": person.picture.small_url if person.picture else "",
        }
        for person in people
    ]  # fmt: skip
    spaces = visible_spaces(viewer).filter(Q(slug__istartswith=words) | Q(name__istartswith=words))[:4]
    found += [{"value": each.slug, "label": each.name, "hint": _("Community")} for each in spaces]
    return JsonResponse(found, safe=False)


@require_safe
@signed_in
def tag_words(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip().lstrip("#")[:50]
    lines = queries.tags(request.viewer, starts_with=words, limit=8)
    found = [{"value": line.tag.name, "label": f"#{line.tag.name}", "hint": str(line.item_count)} for line in lines]
    return JsonResponse(found, safe=False)


@require_POST
@signed_in
def draft(request: HttpRequest) -> HttpResponse:
    """Keep what is being written; an empty text is forgotten."""
    place = request.POST.get("place", "")[:120]
    fields = {name: request.POST.get(name, "") for name in ("title", "body", "tags") if name in request.POST}
    if not place:
        return HttpResponse(status=422)
    if not any(value.strip() for value in fields.values()):
        actions.discard_draft(viewer=request.viewer, place=place)
        return HttpResponse(status=204)
    try:
        actions.save_draft(viewer=request.viewer, place=place, fields=fields, at=now())
    except Refused as refused:
        return HttpResponse(str(refused.message), status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@require_safe
@signed_in
def similar(request: HttpRequest) -> HttpResponse:
    """What has been written already on what somebody is just writing."""
    kind = request.GET.get("kind", "")
    known = {each.name for each in kinds.kinds()}
    words = request.GET.get("q", "")[: markup.MAX_LENGTH]
    found = queries.similar(request.viewer, words, kind if kind in known else None)
    lines = [{"item": item, "url": kinds.kind(item.kind).page_url(item)} for item in found]
    return render(request, "content/similar.html", {"lines": lines})
