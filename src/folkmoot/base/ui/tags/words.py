"""Moments, votes, and ways to move about."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ..toasts import undo_url_of
from .marks import icon, of

register = template.Library()


@register.simple_tag
def ui_time(value: date | datetime | None, prefix: str = "") -> SafeString:
    """A moment in words. The script of the page makes it relative and keeps the exact time as its title."""
    if value is None:
        return mark_safe("")
    if not isinstance(value, datetime):
        return format_html('<time datetime="{}">{}{}</time>', value.isoformat(), prefix, date_format(value))
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    exact = date_format(local, "DATETIME_FORMAT")
    return format_html(
        '<time datetime="{}" title="{}" data-time>{}{}</time>',
        value.isoformat(timespec="seconds"),
        exact,
        prefix,
        exact,
    )


@register.filter
def short_number(value: Any) -> str:
    """1234 as 1.2k, in the words of the language."""
    number = int(value or 0)
    if abs(number) < 1000:
        return str(number)
    for size, mark in ((1_000_000, _("m")), (1_000, _("k"))):
        if abs(number) >= size:
            short = number / size
            return f"{number_format(short, 1 if short < 10 else 0)}{mark}"
    return str(number)


@register.filter
def undo_url(message: Any) -> str:
    return undo_url_of(getattr(message, "extra_tags", ""))


@register.simple_tag(takes_context=True)
def vote(
    context: Any, action: str, score: int, mine: int = 0, down: bool = True, row: bool = False, why_not: str = ""
) -> SafeString:
    """Vote buttons. The view gets `value` (1, -1, or 0 to take it back) and answers with this same tag."""

    def arrow(value: int, name: str, words: str) -> SafeString:
        pressed = mine == value
        return format_html(
            '<button class="vote-button" name="value" value="{}" aria-pressed="{}"'
            ' aria-label="{}" title="{}"{}>{}</button>',
            0 if pressed else value,
            "true" if pressed else "false",
            words,
            why_not or words,
            mark_safe(" disabled") if why_not else "",
            icon(name),
        )

    return format_html(
        '<form class="{}" method="post" action="{}" hx-post="{}" hx-target="this" hx-swap="outerHTML">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">{}'
        '<span class="vote-score" title="{}"><span class="visually-hidden">{} </span>{}</span>{}</form>',
        "vote vote-row" if row else "vote",
        action,
        action,
        context.get("csrf_token", ""),
        arrow(1, "arrow-big-up", _("Vote up")),
        number_format(score),
        _("Score:"),
        short_number(score),
        arrow(-1, "arrow-big-down", _("Vote down")) if down else "",
    )


@register.inclusion_tag("ui/components/reactions.html", takes_context=True)
def reactions(
    context: Any, action: str, counts: Iterable[Any], choices: Iterable[Any] = (), may: bool = True
) -> dict[str, Any]:
    """`counts`: {face, name, count, mine}; `choices`: {face, name} for the picker. The view gets `reaction`."""
    return {
        "action": action,
        "counts": counts,
        "choices": choices,
        "may": may,
        "csrf_token": context.get("csrf_token", ""),
    }


@register.inclusion_tag("ui/components/tabs.html")
def tabs(items: Iterable[Any], label: str = "") -> dict[str, Any]:
    """Links in a row: {label, url, is_current, count, icon}."""
    return {"items": items, "label": label or _("Views of this page")}


@register.inclusion_tag("ui/components/breadcrumb.html")
def breadcrumb(items: Iterable[Any]) -> dict[str, Any]:
    """Where this page lies: {label, url} from the outside in."""
    return {"items": items}


@register.inclusion_tag("ui/components/pager.html")
def pager(page: Any = None, newer: str = "", older: str = "", more: bool = False) -> dict[str, Any]:
    """Newer and older. With `more=True` it is the last child of a `[data-list]` and loads on in place."""
    return {
        "newer": newer or of(page, "newer_url"),
        "older": older or of(page, "older_url"),
        "more": more,
    }
