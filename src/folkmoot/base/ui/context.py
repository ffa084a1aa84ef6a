"""What the frame itself needs to know about a visitor: nothing but the look they chose."""

from django.http import HttpRequest

THEME_COOKIE = "theme"
THEMES = ("auto", "light", "dark")


def look(request: HttpRequest) -> dict[str, str]:
    """A context processor: `theme` is light, dark, or empty when the system decides."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {"theme": theme if theme in ("light", "dark") else ""}
