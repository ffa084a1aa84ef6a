"""The page of a person."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from folkmoot.base.clock import now
from folkmoot.base.web import render

from .. import panels, queries
from .finding import SignInFirst, person_or_404


@require_safe
def profile(request: HttpRequest, username: str) -> HttpResponse:
    try:
        person = person_or_404(request, username)
    except SignInFirst as stop:
        return stop.response(request)
    page = queries.profile_page(request.viewer, person, at=now())
    context = {
        "page": page,
        "who": person,
        "tabs": panels.tabs(request.viewer, person.username),
        "marks": panels.marks(request.viewer, person) if page.is_whole else [],
    }
    return render(request, "people/profile.html", context)
