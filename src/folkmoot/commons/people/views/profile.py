"""The page of a person."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from folkmoot.base.clock import now
from folkmoot.base.web import render

from .. import panels, queries
from ..models import Person
from .finding import SignInFirst, person_or_404


@require_safe
def profile(request: HttpRequest, username: str) -> HttpResponse:
    try:
        person = person_or_404(request, username)
    except SignInFirst as stop:
        return stop.response(request)
    return drawn(request, person)


def drawn(request: HttpRequest, person: Person, *, typed_note: str = "", status: int = 200) -> HttpResponse:
    """The page, with the note of a request to connect that could not be sent."""
    page = queries.profile_page(request.viewer, person, at=now())
    context = {
        "page": page,
        "who": person,
        "tabs": panels.tabs(request.viewer, person.username),
        "marks": panels.marks(request.viewer, person) if page.is_whole else [],
        "typed_note": typed_note,
    }
    return render(request, "people/profile.html", context, status=status)
