"""Addresses to which forms are only sent. Who opens one by hand, after a form came back or somebody signed in, finds
the page above it instead of an empty one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.urls.base import get_script_prefix


class PostedOnlyMiddleware:
    """Leads browsers that open an address of verbs (`/ideas/…/move/`) to what the verb is about (`/ideas/…/`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if response.status_code == 405 and is_page:
            return HttpResponseRedirect(get_script_prefix() + above(request.path_info).lstrip("/"))
        return response


def above(path: str) -> str:
    """The nearest address above that leads somewhere; it may itself be one to which forms are sent."""
    parts = path.strip("/").split("/")
    while parts:
        parts.pop()
        upper = "/" + "".join(f"{part}/" for part in parts)
        try:
            resolve(upper)
        except Resolver404:
            continue
        return upper
    return "/"
