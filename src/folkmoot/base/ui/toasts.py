"""Short words after a deed: shown once, in a corner, with a way back where there is one."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

_UNDO = "undo:"


def toast(request: HttpRequest, text: str, *, undo_url: str = "", level: int = messages.SUCCESS) -> None:
    """Show `text` on the next page; with `undo_url` (it takes a POST) a button takes the deed back."""
    messages.add_message(request, level, text, extra_tags=f"{_UNDO}{undo_url}" if undo_url else "")


def toast_now(response: HttpResponse, text: str, *, undo_url: str = "", tone: str = "good") -> HttpResponse:
    """The same for an answer to htmx, where no new page is drawn."""
    response["HX-Trigger"] = json.dumps({"toast": {"text": str(text), "undo": undo_url, "tone": tone}})
    return response


def undo_url_of(extra_tags: str | None) -> str:
    return extra_tags[len(_UNDO) :] if extra_tags and extra_tags.startswith(_UNDO) else ""
