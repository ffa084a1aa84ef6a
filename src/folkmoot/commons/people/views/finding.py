"""What several views of this room begin with."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from .. import queries
from ..models import Person


class SignInFirst(Exception):
    """A stranger asked for a person: whether there is such a person is not told."""

    def response(self, request: HttpRequest) -> HttpResponse:
        return redirect_to_login(request.get_full_path())


def person_or_404(request: HttpRequest, username: str) -> Person:
    """The visible person of this name. Raises Http404, or SignInFirst for strangers."""
    person = queries.visible_person(request.viewer, username)
    if person is not None:
        return person
    if request.viewer.is_guest:
        raise SignInFirst
    raise Http404
