"""Telling moderators that something is wrong, and their answer."""

from datetime import datetime

from django.db import transaction

from folkmoot.base import outbox
from folkmoot.commons.spaces.viewer import Viewer

from .. import policy, queries, voices
from ..models import Item, Report
from ..refusals import NotAllowed, SignInFirst, WrongState
from .removing import delete, hide

OUTCOMES = ("kept", "hidden", "deleted")


@transaction.atomic
def report(*, viewer: Viewer, item_id: int, reason: str, words: str = "", at: datetime) -> Report:
    """This will ask moderators to look at an item; a second report by the same person changes the first."""
    if viewer.is_guest:
        raise SignInFirst
    item = queries.visible_item(viewer, item_id)
    if item.state != "published" or voices.is_mine(viewer, item) or reason not in Report.Reason.values:
        raise NotAllowed
    made, is_new = Report.objects.update_or_create(
        item=item,
        by_id=viewer.person_id,
        closed_at=None,
        defaults={"reason": reason, "words": words[:1000], "at": at},
    )
    if is_new:
        # Who reported is in the report, for those who answer it; the log does not need to know.
        outbox.record(
            "content.item.reported", at=at, item=item.id, root=item.root_id or item.id, space=item.space_id,
            data={"kind": item.kind, "reason": reason, "report": made.id},
        )  # fmt: skip
    return made


@transaction.atomic
def close_report(*, viewer: Viewer, report_id: int, outcome: str, answer: str = "", at: datetime) -> Report:
    """This will answer every open report on the item at once: kept, hidden or deleted, with words for reporters."""
    asked = Report.objects.select_related("item").get(id=report_id)
    item: Item = asked.item
    if not policy.may_moderate(viewer, item) or outcome not in OUTCOMES:
        raise NotAllowed
    open_ones = Report.objects.select_for_update().filter(item=item, closed_at__isnull=True)
    reporters = [each.by_id for each in open_ones if each.by_id]
    if not open_ones:
        raise WrongState
    if outcome == "hidden" and item.state == "published":
        hide(viewer=viewer, item_id=item.id, at=at)
    elif outcome == "deleted" and item.state != "deleted":
        delete(viewer=viewer, item_id=item.id, at=at)
    Report.objects.filter(item=item, closed_at__isnull=True).update(
        closed_at=at, closed_by_id=viewer.person_id, outcome=outcome, answer=answer[:1000]
    )
    outbox.record(
        "content.report.closed", at=at, actor=viewer.person_id, item=item.id, root=item.root_id or item.id,
        space=item.space_id, data={"outcome": outcome, "reporters": reporters},
    )  # fmt: skip
    asked.refresh_from_db()
    return asked
