"""Lists of questions with their filters."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.base.web import render
from folkmoot.base.web.caching import kept_for_guests
from folkmoot.commons.content import queries as contents
from folkmoot.commons.spaces.views.lookup import head, space_or_404

from .. import queries

_PLAIN = {"show": "all", "sort": "active", "tag": "", "after": ""}


@require_safe
@kept_for_guests
def questions(request: HttpRequest) -> HttpResponse:
    return render(request, "qa/questions.html", _list(request), part="rows")


@require_safe
@kept_for_guests
def of_space(request: HttpRequest, slug: str) -> HttpResponse:
    space = space_or_404(request, slug)
    context = head(request, space, "qa:of_space")
    if not context["may_read"]:
        return redirect("spaces:space", slug)
    context |= _list(request, space_id=space.pk)
    context["ask_url"] = f"{reverse('qa:ask')}?space={slug}"
    return render(request, "qa/of_space.html", context, part="rows")


def _list(request: HttpRequest, **where: Any) -> dict[str, Any]:
    viewer = request.viewer
    chosen = {name: request.GET.get(name, plain)[:60] for name, plain in _PLAIN.items()}
    if chosen["show"] not in queries.SHOWN or (chosen["show"] == "mine" and viewer.is_guest):
        chosen["show"] = "all"
    if chosen["sort"] not in queries.SORTS:
        chosen["sort"] = "active"
    page = queries.question_page(viewer, **chosen, **where)
    counts = queries.question_counts(viewer, tag=chosen["tag"], **where)
    shown = {
        "all": _("All"), "unanswered": _("Unanswered"), "unsolved": _("Unsolved"), "solved": _("Solved"),
        "mine": _("Mine"),
    }  # fmt: skip
    sorts = {"active": _("Latest activity"), "new": _("Newest"), "votes": _("Most votes")}

    def link(**changes: str) -> str:
        wanted = chosen | {"after": ""} | changes
        query = urlencode({name: value for name, value in wanted.items() if value != _PLAIN[name]})
        return f"{request.path}?{query}" if query else request.path

    def links(labels: dict[str, str], name: str) -> list[dict[str, Any]]:
        return [
            {"label": label, "url": link(**{name: key}), "is_current": key == chosen[name], "key": key}
            for key, label in labels.items()
        ]

    return {
        "rows": contents.cards(viewer, page.rows, template="qa/row.html"),
        "older": link(after=page.after) if page.after else "",
        "shown": [each | {"count": counts[each["key"]]} for each in links(shown, "show") if each["key"] in counts],
        "sorts": links(sorts, "sort"),
        "show": chosen["show"],
        "tag": chosen["tag"],
        "without_tag": link(tag=""),
        "ask_url": reverse("qa:ask"),
    }
