"""Small words of the pages of ideas."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

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


@register.filter
def face(person: Any) -> Speaker:
    """A person (with their picture loaded) as avatars and lines draw them; somebody who has left, for None."""
    return speaker(person, None)


@register.filter
def phase_tone(phase: str) -> str:
    return TONES.get(phase, "")


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
