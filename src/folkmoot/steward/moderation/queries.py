"""The reading door: what waits for an answer, and what was answered."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from folkmoot.commons.content import queries as content
from folkmoot.commons.content import voices
from folkmoot.commons.content.models import Report
from folkmoot.commons.people import queries as people
from folkmoot.commons.people.queries import PersonLine
from folkmoot.commons.spaces.viewer import Viewer

from . import policy

PAGE = 30


@dataclass(frozen=True, slots=True)
class Case:
    """Everything reported about one item. `reporters` is empty for those who are not told who they are."""

    card: content.Card
    reports: list[Report]
    reporters: list[PersonLine]
    answered_by: PersonLine | None = None

    @property
    def first(self) -> Report:
        return self.reports[0]


def cases(viewer: Viewer, *, is_open: bool = True, page: int = 1) -> tuple[list[Case], bool]:
    """The cases this viewer may answer (or has been able to), newest first, and whether there are more."""
    found = content.reports_for(viewer, is_open=is_open)
    # A case may have many reports; items are paged, not reports.
    ids = list(dict.fromkeys(found.values_list("item_id", flat=True)[: PAGE * 20]))
    start = (page - 1) * PAGE
    wanted = ids[start : start + PAGE]
    reports = list(found.filter(item_id__in=wanted))
    items = {report.item_id: report.item for report in reports}
    cards = {card.item.pk: card for card in content.cards(viewer, [items[pk] for pk in wanted])}
    tells = policy.may_see_reporter(viewer)
    lines = people.names_for([r.closed_by_id for r in reports] + [r.by_id for r in reports if tells])
    grouped: dict[int, list[Report]] = {}
    for report in reports:
        grouped.setdefault(report.item_id, []).append(report)
    made = [_case(cards[pk], grouped[pk], lines, tells=tells) for pk in wanted]
    return made, len(ids) > start + PAGE


def own_reports(viewer: Viewer) -> list[Report]:
    """What the viewer reported, with the answers."""
    if viewer.is_guest:
        return []
    return list(Report.objects.filter(by_id=viewer.person_id).select_related("item").order_by("-at")[:100])


def decisions_about(viewer: Viewer) -> list[Report]:
    """What moderators decided about things the viewer wrote, under whatever voice; one entry for each item."""
    if viewer.is_guest:
        return []
    written = Q(item__author_id=viewer.person_id) | Q(item__alias_id__in=voices.my_alias_ids(viewer))
    found = Report.objects.filter(written, outcome__in=("hidden", "deleted"))
    newest = found.order_by("item_id", "-closed_at").distinct("item_id").select_related("item")
    return sorted(newest[:100], key=lambda report: report.closed_at or report.at, reverse=True)


def _case(card: content.Card, reports: list[Report], lines: dict[int, PersonLine], *, tells: bool) -> Case:
    reporters = _lines(lines, (report.by_id for report in reports)) if tells else []
    answered = lines.get(reports[0].closed_by_id or 0)
    return Case(card=card, reports=reports, reporters=reporters, answered_by=answered)


def _lines(lines: dict[int, PersonLine], ids: Iterable[int | None]) -> list[PersonLine]:
    return [lines[pk] for pk in dict.fromkeys(ids) if pk in lines]
