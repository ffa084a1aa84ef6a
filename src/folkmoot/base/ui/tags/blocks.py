"""Tags that stand around something: cards, menus, heads of pages."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .marks import attrs_of
from .marks import icon as draw_icon

register = template.Library()

TONE_ICONS = {"info": "info", "good": "circle-check", "warn": "triangle-alert", "danger": "octagon-alert"}


@register.simple_block_tag
def card(
    content: str, title: Any = "", more: str = "", more_label: str = "", variant: str = "", **attrs: Any
) -> SafeString:
    head = ""
    if title:
        link = format_html('<a class="more" href="{}">{}</a>', more, more_label or _("See all")) if more else ""
        head = format_html('<h2 class="card-title"><span>{}</span>{}</h2>', title, link)
    classes = "card" + (f" card-{variant}" if variant else "")
    return format_html(
        '<section class="{}"{}>{}{}</section>', classes, attrs_of(attrs), head, conditional_escape(content)
    )


@register.simple_block_tag
def menu(
    content: str,
    label: str,
    icon: str = "ellipsis",
    text: str = "",
    variant: str = "quiet",
    size: str = "small",
    align: str = "",
) -> SafeString:
    """A button that unfolds links and forms of class `menu-item`. Works without script."""
    classes = (
        "button "
        + " ".join(f"button-{word}" for word in f"{variant} {size}".split())
        + ("" if text else " button-icon")
    )
    return format_html(
        '<details class="menu{}" data-menu><summary class="{}" aria-label="{}" title="{}">{}{}</summary>'
        '<div class="menu-panel">{}</div></details>',
        f" menu-{align}" if align else "",
        classes,
        label,
        label,
        draw_icon(icon) if icon else "",
        format_html("<span>{}</span>", text) if text else "",
        content,
    )


@register.simple_block_tag
def callout(content: str, tone: str = "info", title: Any = "", icon: str = "") -> SafeString:
    return format_html(
        '<div class="callout callout-{}">{}<div class="callout-body">{}<div>{}</div></div></div>',
        tone,
        draw_icon(icon or TONE_ICONS.get(tone, "info")),
        format_html('<p class="callout-title">{}</p>', title) if title else "",
        content,
    )


def _trimmed(content: str) -> SafeString:
    return mark_safe(content.strip())  # noqa: S308 (a template's own block, escaped as it was drawn)


@register.simple_block_tag
def empty(content: str, title: Any, text: Any = "", art: str = "talk") -> SafeString:
    """What to say where nothing is yet: a drawing (talk, people, search, inbox, write), words, a first step."""
    return render_to_string(
        "ui/components/empty.html", {"title": title, "text": text, "art": art, "actions": _trimmed(content)}
    )


@register.simple_block_tag
def page_header(content: str, title: Any, subtitle: Any = "", crumbs: Iterable[Any] = ()) -> SafeString:
    """The head of a page; what stands inside are its actions."""
    return render_to_string(
        "ui/components/page_header.html",
        {"title": title, "subtitle": subtitle, "crumbs": crumbs, "actions": _trimmed(content)},
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: Any, variant: str = "") -> SafeString:
    """A dialog on this page. `<a href="/its/own/page/" data-dialog="id">` opens it; without script the page does."""
    return render_to_string(
        "ui/components/dialog.html", {"id": id, "title": title, "variant": variant, "content": content}
    )
