"""Small words of the pages of ideas."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from folkmoot.base.ids import to_text
from folkmoot.base.ui.tags.marks import badge
from folkmoot.commons.content.queries import Speaker, speaker

from ..models import Phase

register = template.Library()

TONES = {
    "develop": "info",
    "done": "good",
    "declined": "plain",
    "merged": "plain",
    "evaluate": "warn",
    "discuss": "accent",
}


ICONS = {
    "gather": "arrow-big-up", "discuss": "messages-square", "evaluate": "scale", "develop": "hammer",
    "done": "sprout", "declined": "circle-slash", "merged": "git-merge",
}  # fmt: skip


@register.filter
def id_text(number: int) -> str:
    """An id as it stands in addresses and forms."""
    return to_text(number)


@register.filter
def whole_days(days: float | None) -> str:
    return "–" if days is None else f"{days:.0f}"


@register.simple_tag
def funnel(sums: Any) -> SafeString:
    """What became of all that was brought, as one bar: real, being made, declined, merged, waiting."""
    parts = (
        ("done", sums.real), ("develop", sums.accepted - sums.real), ("merged", sums.merged),
        ("declined", sums.declined), ("gather", sums.waiting),
    )  # fmt: skip
    whole = sum(count for _phase, count in parts) or 1
    drawn, words, x = [], [], 0.0
    for phase, count in parts:
        if count:
            width = 100 * count / whole
            drawn.append((f"fill-{phase}", f"{x:.2f}", f"{max(0.4, width - 0.3):.2f}"))
            words.append((f"board-dot phase-{phase}", FUNNEL_WORDS[phase], count))
            x += width
    return format_html(
        '<svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">{}</svg>'
        '<ul class="funnel-words">{}</ul>',
        format_html_join("", '<rect class="{}" x="{}" y="0" width="{}" height="6"/>', drawn),
        format_html_join("", '<li><span class="{}"></span>{} <b>{}</b></li>', words),
    )


FUNNEL_WORDS = {
    "done": _("Real"), "develop": _("Being made real"), "merged": _("Merged"), "declined": _("Declined"),
    "gather": _("Waiting"),
}  # fmt: skip


@register.filter
def face(person: Any) -> Speaker:
    """A person (with their picture loaded) as avatars and lines draw them; somebody who has left, for None."""
    return speaker(person, None)


@register.simple_tag
def phase_badge(phase: str, stage: str = "") -> SafeString:
    """Where an idea stands: the name of its stage, in the colour of what the stage is for."""
    label = stage or (Phase(phase).label if phase in Phase.values else phase)
    return badge(label, tone=TONES.get(phase, ""), icon=ICONS.get(phase, ""))


@register.filter
def phase_label(phase: str) -> Any:
    return Phase(phase).label if phase in Phase.values else phase


@register.filter
def at_key(mapping: Any, key: Any) -> Any:
    return mapping.get(key) if mapping else None


@register.filter
def hundredths(value: Any) -> str:
    """350 as 3.5."""
    return "" if value is None else f"{value / 100:.1f}"


@register.simple_tag
def progress_ring(percent: int, label: Any = "") -> SafeString:
    """How far it is, as a ring drawn on the server; the words are for who does not see it."""
    around = 2 * 3.14159 * 26
    return format_html(
        '<svg class="ring" viewBox="0 0 64 64" role="img" aria-label="{}">'
        '<circle class="ring-track" cx="32" cy="32" r="26"/>'
        '<circle class="ring-part" cx="32" cy="32" r="26" stroke-dasharray="{} {}" transform="rotate(-90 32 32)"/>'
        '<text x="32" y="37" text-anchor="middle">{}%</text></svg>',
        label or f"{percent}%", f"{around * percent / 100:.1f}", f"{around:.1f}", percent,
    )  # fmt: skip


@register.simple_tag
def progress_curve(points: Any, label: Any) -> SafeString:
    """Dated reports of progress as a line from the day of the acceptance; `points` are (share of time, percent)."""
    drawn = " ".join(f"{x * 100:.1f},{52 - y * 0.48:.1f}" for x, y in points)
    dots = format_html("{}", "")
    for x, y in points:
        dots += format_html(
            '<circle class="curve-dot" cx="{}" cy="{}" r="1.6"/>', f"{x * 100:.1f}", f"{52 - y * 0.48:.1f}"
        )
    return format_html(
        '<svg class="curve" viewBox="-2 0 104 56" role="img" aria-label="{}">'
        '<line class="curve-base" x1="0" y1="52" x2="100" y2="52"/>'
        '<line class="curve-base" x1="0" y1="4" x2="100" y2="4"/>'
        '<polyline class="curve-line" points="{}"/>{}</svg>',
        label, drawn, dots,
    )  # fmt: skip


@register.simple_tag
def rule_words(rule: Any) -> str:
    """A rule in words: "goes on with 8 votes or 6 comments"."""
    return str(_("goes on with %(what)s") % {"what": _said(rule)})


def _said(rule: Any) -> str:
    if "fact" in rule:
        return FACT_WORDS[rule["fact"]] % {"n": rule["least"]}
    word = _(" and ") if "all" in rule else _(" or ")
    parts = [_said(part) for part in rule.get("all", rule.get("any", ()))]
    nested = [f"({text})" if word != str(_(" or ")) and str(_(" or ")) in text else text for text in parts]
    return str(word).join(nested)


FACT_WORDS = {
    "votes": _("%(n)d votes"), "comments": _("%(n)d comments"), "score": _("a score of %(n)d"),
    "rating": _("a rating of %(n)d"), "evaluations": _("%(n)d evaluations"), "days": _("%(n)d days gone by"),
}  # fmt: skip
