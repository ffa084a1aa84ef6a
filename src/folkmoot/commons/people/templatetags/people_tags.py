"""What the pages of this room draw in several places."""

from typing import Any

from django import template
from django.urls import reverse

from .. import panels

register = template.Library()


@register.simple_tag(takes_context=True)
def settings_tabs(context: Any) -> list[dict[str, Any]]:
    """The pages of one's own settings, the current one marked; also drawn over the pages of allauth."""
    path = context["request"].path
    return [
        {"label": each.label, "url": (url := reverse(each.url_name)), "is_current": path.startswith(url)}
        for each in panels.settings_pages()
    ]
