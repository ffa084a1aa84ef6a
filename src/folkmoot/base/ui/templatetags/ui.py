"""The components. Hot ones (icon, avatar, badge, time, vote) are made here, larger ones in `ui/components/`.

Further keyword arguments of a tag become attributes: `hx_post=url` is written `hx-post="…"`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..toasts import undo_url_of

register = template.Library()

TURNING_ICONS = {"arrow-left", "arrow-right", "chevron-left", "chevron-right", "reply", "log-out", "send", "undo-2"}
AUDIENCES = {
    "public": ("globe", gettext_lazy("Everyone on the internet")),
    "signed-in": ("users", gettext_lazy("Everyone signed in")),
    "employees": ("building-2", gettext_lazy("Employees")),
    "members": ("lock", gettext_lazy("Members only")),
}
VOICES = {
    "alias": ("drama", gettext_lazy("Alias")),
    "anonymous": ("venetian-mask", gettext_lazy("Anonymous")),
}
TONE_ICONS = {"info": "info", "good": "circle-check", "warn": "triangle-alert", "danger": "octagon-alert"}


@lru_cache(maxsize=1)
def _sprite() -> str:
    return static("built/icons.svg")


def _attrs(values: Mapping[str, Any]) -> SafeString:
    """Attributes from keyword arguments: `_` becomes `-`, True stands alone, None and False are left out."""
    parts = []
    for key, value in values.items():
        name = key.rstrip("_").replace("_", "-")
        if value is True and not name.startswith("aria-"):
            parts.append(format_html(" {}", name))
        elif value is not None and value is not False and value != "":
            parts.append(format_html(' {}="{}"', name, str(value).lower() if value is True else value))
    return mark_safe("".join(parts))  # noqa: S308 (each part is escaped above)


def _of(thing: Any, *names: str) -> Any:
    """The first of these attributes (or keys) that holds something."""
    for name in names:
        value = thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)
        if value:
            return value
    return ""


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """`{% icon "bell" %}`, `size` small, large or huge. Silent for screen readers unless it has a label."""
    classes = "icon" + (f" icon-{size}" if size else "") + (" icon-turns" if name in TURNING_ICONS else "")
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="{}" {}><use href="{}#{}"/></svg>', classes, voice, _sprite(), name)


_icon = icon  # Where a parameter of a tag is called icon, too.


@register.simple_tag
def button(
    text: Any = "",
    *,
    href: str = "",
    variant: str = "",
    icon_name: str = "",
    size: str = "",
    label: str = "",
    **attrs: Any,
) -> SafeString:
    """A button, or with `href` a link that looks like one. `label` names a button that is only an icon."""
    wanted = attrs.pop("icon", "") or icon_name
    classes = ["button", *(f"button-{word}" for word in variant.split())]
    classes += [f"button-{size}"] if size else []
    classes += ["button-icon"] if not text else []
    classes += [attrs.pop("class_")] if attrs.get("class_") else []
    if label:
        attrs |= {"aria_label": label, "title": label}
    inner = format_html(
        "{}{}",
        icon(wanted) if wanted else "",
        format_html('<span class="button-label">{}</span>', text) if text else "",
    )
    if href:
        return format_html('<a class="{}" href="{}"{}>{}</a>', " ".join(classes), href, _attrs(attrs), inner)
    attrs = {"type": "submit", **attrs}
    return format_html('<button class="{}"{}>{}</button>', " ".join(classes), _attrs(attrs), inner)


@register.simple_tag
def avatar(who: Any = None, size: str = "", *, name: str = "", src: str = "", link: bool = False) -> SafeString:
    """The picture of a person, an alias, or whatever has `name` and perhaps `avatar_url`, `url`, `is_alias`."""
    name = name or str(_of(who, "name", "label", "display_name"))
    classes = f"avatar avatar-{size}" if size else "avatar"
    if _of(who, "is_alias"):
        mask = "venetian-mask" if _of(who, "is_anonymous_voice") else "drama"
        return format_html('<span class="{} avatar-alias">{}</span>', classes, icon(mask))
    source = src or _of(who, "avatar_url") or portrait_url(_of(who, "portrait_seed", "id", "pk") or name)
    picture = format_html('<img src="{}" alt="" width="96" height="96" loading="lazy">', source)
    url = _of(who, "url", "profile_url") if link else ""
    if url:
        return format_html('<a class="{}" href="{}" aria-label="{}">{}</a>', classes, url, name, picture)
    return format_html('<span class="{}">{}</span>', classes, picture)


@register.simple_tag
def portrait_url(seed: Any) -> str:
    """The address of the drawn face that stands in for a picture."""
    try:
        return reverse("ui:portrait", args=[str(seed or "somebody").replace("/", "-")[:80]])
    except NoReverseMatch:
        return ""


@register.simple_tag
def avatar_stack(people: Iterable[Any], total: int = 0, size: str = "small", label: str = "") -> SafeString:
    """Up to five faces overlapping; `total` adds “+12”."""
    shown = list(people)[:5]
    names = ", ".join(str(_of(who, "name", "label")) for who in shown)
    more = max(0, total - len(shown))
    return format_html(
        '<span class="avatar-stack" role="img" aria-label="{}">{}{}</span>',
        label or (f"{names} +{more}" if more else names) or _("Nobody yet"),
        format_html_join("", "{}", ((avatar(who, size),) for who in shown)),
        format_html('<span class="avatar-stack-more" aria-hidden="true">+{}</span>', more) if more else "",
    )


@register.simple_tag
def person_line(who: Any, note: Any = None, size: str = "", link: bool = True) -> SafeString:
    """Picture, name and one line below: the headline unless `note` says something else."""
    name, url = _of(who, "name", "label", "display_name"), _of(who, "url", "profile_url") if link else ""
    line = _of(who, "headline") if note is None else note
    return format_html(
        '<div class="person">{}<div class="person-text">{}{}</div></div>',
        avatar(who, size),
        format_html('<a class="person-name" href="{}">{}</a>', url, name)
        if url
        else format_html('<span class="person-name">{}</span>', name),
        format_html('<div class="person-note">{}</div>', line) if line else "",
    )


@register.simple_tag
def badge(text: Any, tone: str = "", icon: str = "", href: str = "", title: str = "") -> SafeString:
    """A small mark; `tone` is accent, good, warn, danger, info or plain."""
    inner = format_html("{}{}", _icon(icon) if icon else "", text)
    classes = f"badge badge-{tone}" if tone else "badge"
    if href:
        return format_html('<a class="{}" href="{}"{}>{}</a>', classes, href, _attrs({"title": title}), inner)
    return format_html('<span class="{}"{}>{}</span>', classes, _attrs({"title": title}), inner)


@register.simple_tag
def audience_badge(audience: Any, text: str = "") -> SafeString:
    """Who may read this. Takes public, signed-in, employees, members (or 0 to 3)."""
    key = list(AUDIENCES)[audience] if isinstance(audience, int) else str(audience).replace("_", "-")
    name, words = AUDIENCES.get(key, ("eye", key))
    return badge(text or words, icon=name, title=_("Who may read this"))


@register.simple_tag
def voice_badge(voice: str) -> SafeString:
    """Says that somebody speaks under an alias or anonymously; nothing for a name."""
    if str(voice) not in VOICES:
        return mark_safe("")
    name, words = VOICES[str(voice)]
    return badge(words, icon=name)


@register.simple_tag
def kind_badge(kind: Any, icon: str = "") -> SafeString:
    """What kind of thing this is: a registered kind (`label`, `icon`) or its words."""
    return badge(_of(kind, "label") or kind, icon=icon or (_of(kind, "icon") if not isinstance(kind, str) else ""))


@register.simple_tag
def tag_chip(name: str, href: str = "") -> SafeString:
    if href:
        return format_html('<a class="tag" href="{}">{}</a>', href, name)
    return format_html('<span class="tag">{}</span>', name)


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
        "newer": newer or _of(page, "newer_url"),
        "older": older or _of(page, "older_url"),
        "more": more,
    }


@register.simple_tag
def meter(label: str, value: float, maximum: float = 100, text: str = "", warn: bool = False) -> SafeString:
    return format_html(
        '<div class="meter"><div class="meter-label"><span>{}</span><b>{}</b></div>'
        '<progress value="{}" max="{}" aria-label="{}"{}></progress></div>',
        label,
        text or f"{value:g} / {maximum:g}",
        f"{value:g}",
        f"{maximum or 1:g}",
        label,
        mark_safe(' class="is-warn"') if warn else "",
    )


@register.simple_tag
def stat(label: str, value: Any, note: Any = "", trend: str = "", values: Sequence[float] = ()) -> SafeString:
    """One number with its name. `trend` is good or bad and colours the note; `values` draws its course."""
    return format_html(
        '<div class="stat"><span class="stat-label">{}</span><span class="stat-value">{}</span>{}{}</div>',
        label,
        number_format(value, force_grouping=True) if isinstance(value, int) else value,
        format_html('<span class="stat-note {}">{}</span>', f"stat-{trend}" if trend else "", note) if note else "",
        sparkline(values, label) if values else "",
    )


@register.simple_tag
def sparkline(values: Sequence[float], label: str = "") -> SafeString:
    """A small line, drawn on the server. The words for it stand beside it, or come as `label`."""
    numbers = [float(value) for value in values]
    if len(numbers) < 2:
        return mark_safe("")
    low, high = min(numbers), max(numbers)
    span, step = (high - low) or 1, 100 / (len(numbers) - 1)
    points = " ".join(f"{at * step:.1f},{30 - (value - low) / span * 26:.1f}" for at, value in enumerate(numbers))
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="spark" viewBox="0 0 100 32" preserveAspectRatio="none" {}>'
        '<polygon class="spark-area" points="0,32 {} 100,32"/><polyline class="spark-line" points="{}"/></svg>',
        voice,
        points,
        points,
    )


@register.simple_tag
def bar_chart(rows: Iterable[tuple[Any, float]]) -> SafeString:
    """Bars with names and numbers, as a list that reads well aloud. `rows` are pairs (label, value)."""
    pairs = [(label, float(value)) for label, value in rows]
    top = max((value for _label, value in pairs), default=0) or 1
    return format_html(
        '<ul class="chart">{}</ul>',
        format_html_join(
            "",
            '<li class="chart-row"><span>{}</span><svg viewBox="0 0 100 8" preserveAspectRatio="none"'
            ' aria-hidden="true">'
            '<rect class="chart-track" width="100" height="8"/><rect class="chart-bar" width="{}" height="8"/></svg>'
            '<span class="chart-value">{}</span></li>',
            ((label, f"{value / top * 100:.1f}", f"{value:g}") for label, value in pairs),
        ),
    )


@register.simple_tag
def skeleton(lines: int = 3) -> SafeString:
    return format_html('<div class="skeleton" aria-hidden="true">{}</div>', mark_safe("<span></span>" * int(lines)))  # noqa: S308 (no input)


@register.simple_tag
def definitions(items: Iterable[tuple[Any, Any]]) -> SafeString:
    return format_html(
        '<dl class="definitions">{}</dl>',
        format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", ((term, what) for term, what in items if what)),
    )


@register.simple_tag
def toggle(
    name: str, checked: bool = False, label: str = "", hide_label: bool = False, value: str = "on", **attrs: Any
) -> SafeString:
    """A switch: a check box underneath, so it works in any form."""
    return format_html(
        '<label class="toggle"><input type="checkbox" role="switch" name="{}" value="{}"{}{}>'
        '<span class="toggle-track" aria-hidden="true"></span><span{}>{}</span></label>',
        name,
        value,
        mark_safe(" checked") if checked else "",
        _attrs(attrs),
        mark_safe(' class="visually-hidden"') if hide_label else "",
        label,
    )


_CLASSES = {
    "checkbox": "check-input",
    "select": "select",
    "nullbooleanselect": "select",
    "selectmultiple": "select",
    "textarea": "textarea",
    "file": "",
    "clearablefile": "",
    "hidden": "",
    "radioselect": "",
    "checkboxselectmultiple": "",
}


@register.simple_tag
def field(bound: BoundField, label: str = "", help_text: str = "", **attrs: Any) -> SafeString:
    """One field of a form: label, control, help, errors, tied together for screen readers."""
    if not bound:
        return mark_safe("")
    if bound.is_hidden:
        return mark_safe(str(bound))  # noqa: S308 (a widget's own rendering)
    kind = bound.widget_type
    classes = " ".join(filter(None, (_CLASSES.get(kind, "input"), bound.field.widget.attrs.get("class", ""))))
    extra = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
    if classes:
        extra["class"] = classes
    return render_to_string(
        "ui/components/field.html",
        {
            "field": bound,
            "control": bound.as_widget(attrs=extra),
            "label": label or bound.label,
            "help_text": help_text or bound.help_text,
            "help_id": f"{bound.id_for_label or bound.auto_id}_helptext",
            "error_id": f"{bound.auto_id}_error",
            "is_check": isinstance(bound.field.widget, CheckboxInput),
            "is_group": kind in ("radioselect", "checkboxselectmultiple"),
            "is_optional": not bound.field.required,
        },
    )


@register.simple_tag
def form_fields(form: Any) -> SafeString:
    """Every field of the form, its general errors first."""
    return format_html(
        "{}{}{}",
        form_errors(form),
        format_html_join("", "{}", ((str_safe(bound),) for bound in form.hidden_fields())),
        format_html_join("", "{}", ((field(bound),) for bound in form.visible_fields())),
    )


def str_safe(bound: BoundField) -> SafeString:
    return mark_safe(str(bound))  # noqa: S308 (a widget's own rendering)


@register.simple_tag
def form_errors(form: Any) -> SafeString:
    """The summary on top of a form that did not go through; each line leads to its field."""
    if not form or not form.errors:
        return mark_safe("")
    return render_to_string("ui/components/form_errors.html", {"form": form})


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
        '<section class="{}"{}>{}{}</section>', classes, _attrs(attrs), head, conditional_escape(content)
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
        _icon(icon) if icon else "",
        format_html("<span>{}</span>", text) if text else "",
        content,
    )


@register.simple_block_tag
def callout(content: str, tone: str = "info", title: Any = "", icon: str = "") -> SafeString:
    return format_html(
        '<div class="callout callout-{}">{}<div class="callout-body">{}<div>{}</div></div></div>',
        tone,
        _icon(icon or TONE_ICONS.get(tone, "info")),
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
