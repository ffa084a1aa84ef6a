"""Icons, buttons, faces and small marks: the parts that every page draws many times."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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


@lru_cache(maxsize=1)
def _sprite() -> str:
    return static("built/icons.svg")


def attrs_of(values: Mapping[str, Any]) -> SafeString:
    """Attributes from keyword arguments: `_` becomes `-`, True stands alone, None and False are left out."""
    parts = []
    for key, value in values.items():
        name = key.rstrip("_").replace("_", "-")
        if value is True and not name.startswith("aria-"):
            parts.append(format_html(" {}", name))
        elif value is not None and value is not False and value != "":
            parts.append(format_html(' {}="{}"', name, str(value).lower() if value is True else value))
    return mark_safe("".join(parts))  # noqa: S308 (each part is escaped above)


def of(thing: Any, *names: str) -> Any:
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
        return format_html('<a class="{}" href="{}"{}>{}</a>', " ".join(classes), href, attrs_of(attrs), inner)
    attrs = {"type": "submit", **attrs}
    return format_html('<button class="{}"{}>{}</button>', " ".join(classes), attrs_of(attrs), inner)


@register.simple_tag
def avatar(who: Any = None, size: str = "", *, name: str = "", src: str = "", link: bool = False) -> SafeString:
    """The picture of a person, an alias, or whatever has `name` and perhaps `avatar_url`, `url`, `is_alias`."""
    name = name or str(of(who, "name", "label", "display_name"))
    classes = f"avatar avatar-{size}" if size else "avatar"
    if of(who, "is_alias"):
        mask = "venetian-mask" if of(who, "is_anonymous_voice") else "drama"
        return format_html('<span class="{} avatar-alias">{}</span>', classes, icon(mask))
    source = src or of(who, "avatar_url") or portrait_url(of(who, "portrait_seed", "id", "pk") or name)
    picture = format_html('<img src="{}" alt="" width="96" height="96" loading="lazy">', source)
    url = of(who, "url", "profile_url") if link else ""
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
    names = ", ".join(str(of(who, "name", "label")) for who in shown)
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
    name, url = of(who, "name", "label", "display_name"), of(who, "url", "profile_url") if link else ""
    line = of(who, "headline") if note is None else note
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
        return format_html('<a class="{}" href="{}"{}>{}</a>', classes, href, attrs_of({"title": title}), inner)
    return format_html('<span class="{}"{}>{}</span>', classes, attrs_of({"title": title}), inner)


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
    return badge(of(kind, "label") or kind, icon=icon or (of(kind, "icon") if not isinstance(kind, str) else ""))


@register.simple_tag
def tag_chip(name: str, href: str = "") -> SafeString:
    if href:
        return format_html('<a class="tag" href="{}">{}</a>', href, name)
    return format_html('<span class="tag">{}</span>', name)
