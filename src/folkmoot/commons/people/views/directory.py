"""Finding people."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from folkmoot.base import ids
from folkmoot.base.web import render

from .. import queries
from ..forms import SearchForm


@require_safe
@login_required
def directory(request: HttpRequest) -> HttpResponse:
    form = SearchForm(queries.filter_choices(request.viewer), request.GET)
    form.is_valid()  # What does not fit (an old unit's address) is left out; the rest is searched.
    wanted = form.cleaned_data
    search = queries.Search(
        words=wanted.get("q", ""),
        skill=wanted.get("skill", ""),
        unit_id=ids.from_text(wanted["unit"]) if wanted.get("unit") else None,
        location=wanted.get("location", ""),
        relation=wanted.get("relation", ""),
    )
    page = queries.directory(request.viewer, search, after=request.GET.get("after", "")[:400])
    asked = {key: value for key, value in wanted.items() if value}
    context = {
        "form": form,
        "search": search,
        "page": page,
        "next_url": f"?{urlencode(asked | {'after': page.next})}" if page.next else "",
        "is_first": "after" not in request.GET,
    }
    return render(request, "people/directory.html", context, part="results")


@require_safe
@login_required
def named(request: HttpRequest) -> HttpResponse:
    """People whose name begins so, for a field that names one."""
    words = request.GET.get("q", "").strip().lstrip("@")[:60]
    found = queries.mentionable(request.viewer, words) if words else []
    rows = [
        {"value": each.username, "label": each.name, "hint": each.headline[:80], "avatar": each.avatar_url}
        for each in found
    ]
    return JsonResponse(rows, safe=False)
