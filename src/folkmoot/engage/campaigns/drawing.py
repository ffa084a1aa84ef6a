"""Pictures of a report, drawn on the server. What they show stands in words beside them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from . import wording

WIDTH, ROW = 440, 46


def forest(comparisons: Sequence[Mapping[str, Any]]) -> SafeString:
    """Each comparison as a point with its interval, and the line of no difference between them."""
    shown = [each for each in comparisons if "low" in each]
    if not shown:
        return mark_safe("")
    reach = max(0.02, *(abs(each[name]) for each in shown for name in ("low", "high"))) * 1.08
    height = ROW * len(shown) + 30

    def x(value: float) -> float:
        return WIDTH / 2 + value / reach * (WIDTH / 2 - 8)

    rows = format_html_join(
        "",
        '<g class="effect effect-{}"><text x="4" y="{}">{}</text>'
        '<line class="effect-line" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<line class="effect-end" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<line class="effect-end" x1="{}" x2="{}" y1="{}" y2="{}"/><circle cx="{}" cy="{}" r="6"/></g>',
        (_row(each, place, x) for place, each in enumerate(shown)),
    )
    ticks = format_html_join(
        "",
        '<text class="effect-tick" x="{}" y="{}" text-anchor="middle">{}</text>',
        ((round(x(value), 1), height - 8, wording.signed(value, 0)) for value in _ticks(reach)),
    )
    return format_html(
        '<svg class="effects" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<line class="effect-zero" x1="{}" x2="{}" y1="0" y2="{}"/>{}{}</svg>',
        WIDTH, height, " ".join(wording.of_comparison(each) for each in shown), WIDTH / 2, WIDTH / 2, height - 24,
        rows, ticks,
    )  # fmt: skip


def _row(each: Mapping[str, Any], place: int, x: Any) -> tuple[Any, ...]:
    y = ROW * place + 30
    low, high, middle = (round(x(each[name]), 1) for name in ("low", "high", "difference"))
    title = f"{wording.arm(each['first'])} – {wording.arm(each['second'])}"
    return (
        each["verdict"], y - 14, title, low, high, y, y, low, low, y - 6, y + 6, high, high, y - 6, y + 6, middle, y,
    )  # fmt: skip


def _ticks(reach: float) -> list[float]:
    step = next((s for s in (0.01, 0.02, 0.05, 0.1, 0.2) if reach / s <= 4), 0.5)
    count = int(reach * 0.92 / step)  # None so near to the edge that its number would be cut off.
    return [n * step for n in range(-count, count + 1)]


def shares(arms: Sequence[Mapping[str, Any]]) -> SafeString:
    """How many of each arm did it, as bars with their numbers."""
    known = [each for each in arms if each["percent"]["done"] is not None]
    top = max((each["percent"]["done"] for each in known), default=0) or 1
    return format_html(
        '<ul class="chart">{}</ul>',
        format_html_join(
            "",
            '<li class="chart-row"><span>{}</span><svg viewBox="0 0 100 8" preserveAspectRatio="none"'
            ' aria-hidden="true">'
            '<rect class="chart-track" width="100" height="8"/><rect class="chart-bar" width="{}" height="8"/></svg>'
            '<span class="chart-value">{}</span></li>',
            (
                (
                    each["label"], f"{(each['percent']['done'] or 0) / top * 100:.1f}",
                    f"{each['percent']['done']:g} %" if each["percent"]["done"] is not None else _("too few to show"),
                )
                for each in arms
            ),
        ),
    )  # fmt: skip


def coverage(choice: Mapping[str, Any]) -> SafeString:
    """How many people hear of it with each more advocate: the chosen, and other sets as large."""
    curves = choice.get("curves") or {}
    if not curves:
        return mark_safe("")
    top = max((curve["reached"][-1] for curve in curves.values() if curve["reached"]), default=0) or 1
    width, height = 320, 150
    lines = format_html_join(
        "",
        '<polyline class="reach reach-{}" points="{}"/>',
        (
            (
                name,
                " ".join(
                    f"{step / len(curve['reached']) * width:.1f},{height - value / top * (height - 8):.1f}"
                    for step, value in enumerate([0, *curve["reached"]])
                ),
            )
            for name, curve in reversed(list(curves.items()))
            if curve["reached"]
        ),
    )
    label = ", ".join(f"{label}: {round(reached)}" for _name, label, reached in coverage_legend(choice))
    return format_html(
        '<svg class="reaches" viewBox="0 -2 {} {}" role="img" aria-label="{}">'
        '<line class="effect-zero" x1="0" x2="{}" y1="{}" y2="{}"/>{}</svg>',
        width, height + 4, label, width, height, height, lines,
    )  # fmt: skip


def coverage_legend(choice: Mapping[str, Any]) -> list[tuple[str, str, float]]:
    """(name, what it is, people reached by the whole set) of each curve."""
    names = {
        "chosen": _("Chosen together"), "random": _("Drawn by lot"), "ties": _("Those with most ties"),
        "named": _("Named by random people"),
    }  # fmt: skip
    return [
        (name, names.get(name, name), curve["reached"][-1])
        for name, curve in (choice.get("curves") or {}).items()
        if curve["reached"]
    ]
