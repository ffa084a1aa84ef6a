"""What the frame itself needs to know: the look the visitor chose, and what the site is called."""

from django.http import HttpRequest

from folkmoot.base.site import settings as site

THEME_COOKIE = "theme"
THEMES = ("auto", "light", "dark")


def look(request: HttpRequest) -> dict[str, str]:
    """A context processor: `theme` is light, dark, or empty when the system decides; `site_name`."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {"theme": theme if theme in ("light", "dark") else "", "site_name": site.get("ui.site_name")}
