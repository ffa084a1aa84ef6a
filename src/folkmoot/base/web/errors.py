"""What a visitor sees when the site itself is at fault."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.defaults import server_error as plain_server_error

AGAIN_IN_SECONDS = 10


def server_error(request: HttpRequest) -> HttpResponse:
    """The handler for errors nobody caught.

    A database that restarts or has no room to write is not a mistake of the program: the visitor is asked to
    wait a moment (503), and a machine is told when to come again.
    """
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return plain_server_error(request)
    page = loader.get_template("processes/unavailable.html")
    response = HttpResponse(
        page.render({"again_in": AGAIN_IN_SECONDS, "is_reading": request.method in ("GET", "HEAD")}),
        status=503,
    )
    response["Retry-After"] = str(AGAIN_IN_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
