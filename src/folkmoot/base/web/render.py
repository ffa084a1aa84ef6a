"""The one way from a context to a page. A template never touches the database."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import loader


class TemplateQueried(AssertionError):
    """A template asked the database; load what it needs in the view's query instead."""


def _refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> None:
    raise TemplateQueried(f"a template ran a query; load it beforehand: {sql[:300]}")


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, or with `part` the fragment of it (`{% partialdef part %}`) when htmx asked for one."""
    is_part = bool(part) and getattr(request, "htmx", False) and not request.htmx.boosted  # type: ignore[attr-defined]
    html = render_to_string(f"{template}#{part}" if is_part else template, context or {}, request)
    response = HttpResponse(html, status=status)
    if part:
        response["Vary"] = "HX-Request"
    return response


def render_to_string(template: str, context: Mapping[str, Any], request: HttpRequest | None = None) -> str:
    """Render a template under the guard (in development and tests; in production a query is merely slow)."""
    chosen = loader.get_template(template)
    if not settings.TEMPLATES_MUST_NOT_QUERY:
        return chosen.render(dict(context), request)
    # Context processors may query; they run inside render, so they are evaluated before the guard goes up.
    values: dict[str, Any] = {}
    if request is not None:
        for processor in chosen.backend.engine.template_context_processors:  # type: ignore[attr-defined]
            values |= processor(request)
    values |= context
    with connection.execute_wrapper(_refuse):
        return chosen.template.render(_context(values, request))  # type: ignore[attr-defined]


def _context(values: dict[str, Any], request: HttpRequest | None) -> Any:
    from django.template import Context

    return Context(values | ({"request": request} if request is not None else {}))


__all__ = ["TemplateQueried", "render", "render_to_string"]
