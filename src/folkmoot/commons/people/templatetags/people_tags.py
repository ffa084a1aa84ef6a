"""What the pages of this room draw in several places."""

import re
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

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


# The first that fits: Edge and Opera call themselves Chrome as well, and Chrome calls itself Safari.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_MACHINES = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


@register.filter
def browser_name(user_agent: Any) -> str:
    """What a person calls their browser: "Firefox on Linux"; the whole text when it is none that we know."""
    text = str(user_agent or "")
    browser = next((name for sign, name in _BROWSERS if re.search(rf"(\b|Headless){sign}", text)), "")
    machine = next((name for sign, name in _MACHINES if sign in text), "")
    if browser and machine:
        return _("%(browser)s on %(machine)s") % {"browser": browser, "machine": machine}
    return browser or machine or text[:80] or _("An unknown browser")
