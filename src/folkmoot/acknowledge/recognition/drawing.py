"""The fairness report as pictures and sentences. Each picture's numbers stand in words beside it."""

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .logic.fairness import Cell, Report

SIZE = 120


@dataclass(frozen=True, slots=True)
class Drawn:
    giving: SafeString
    getting: SafeString
    groups: list[dict[str, Any]]


def draw(report: Report, *, whole: bool) -> Drawn:
    """The report's pictures; the groups only where the viewer sees the whole of it."""
    return Drawn(
        even_curve(report.giving_gini, _("How evenly people give")),
        even_curve(report.getting_gini, _("How evenly people are thanked")),
        [_group(name, report.groups[name]) for name in ("unit", "site", "zone", "hours")] if whole else [],
    )


def even_curve(gini: float, label: str) -> SafeString:
    """The line of an even share, and one bowed away from it as far as this Gini says: y = x^p, p = (1+G)/(1−G).

    It is drawn from the Gini alone: the true curve of a small organisation would have a corner for each person.
    """
    power = (1 + gini) / max(0.02, 1 - gini)
    points = " ".join(f"{step / 20 * SIZE:.1f},{SIZE - (step / 20) ** power * SIZE:.1f}" for step in range(21))
    return format_html(
        '<svg class="lorenz" viewBox="-2 -2 {0} {0}" role="img" aria-label="{1}: {2}"><polygon class="lorenz-gap"'
        ' points="{3} 0,{4}"/><line class="lorenz-even" x1="0" y1="{4}" x2="{4}" y2="0"/>'
        '<polyline class="lorenz-line" points="{3}"/></svg>',
        SIZE + 4, label, _("Gini %(gini)s") % {"gini": f"{gini:.2f}"}, points, SIZE,
    )  # fmt: skip


def _group(name: str, cells: list[Cell]) -> dict[str, Any]:
    titles = {
        "unit": _("By unit"), "site": _("By site"), "zone": _("By time zone"), "hours": _("By working time"),
    }  # fmt: skip
    top = max([cell.gave_each for cell in cells] + [cell.got_each for cell in cells], default=0) or 1
    return {
        "title": titles[name],
        "rows": [
            {
                "label": cell.label or _("Others and unknown"),
                "people": cell.people,
                "gave": f"{cell.gave_each:.1f}",
                "got": f"{cell.got_each:.1f}",
                "gave_width": f"{100 * cell.gave_each / top:.1f}",
                "got_width": f"{100 * cell.got_each / top:.1f}",
            }
            for cell in cells
        ],
    }
