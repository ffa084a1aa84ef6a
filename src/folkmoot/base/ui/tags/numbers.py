"""Numbers that are looked at."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def meter(label: str, value: float, maximum: float = 100, text: str = "", warn: bool = False) -> SafeString:
    return format_html(
        '<div class="meter"><div class="meter-label"><span>{}</span><b>{}</b></div>'
        '<progress value="{}" max="{}" aria-label="{}"{}></progress></div>',
        label,
        text or f"{_shown(value)} / {_shown(maximum)}",
        f"{value:.10g}",
        f"{maximum or 1:.10g}",
        label,
        mark_safe(' class="is-warn"') if warn else "",
    )


def _shown(number: float) -> str:
    """A number as people write it, with one digit after the point at most."""
    return number_format(int(number) if number == int(number) else round(number, 1), force_grouping=True)


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
