"""What questions do when something happens elsewhere."""

from collections.abc import Sequence

from folkmoot.base.outbox import Event

from . import actions


def forget_removed_answers(events: Sequence[Event]) -> None:
    """A removed answer no longer solves its question."""
    ids = [event.item for event in events if event.item is not None and event.data.get("kind") == "answer"]
    if ids:
        actions.forget_removed_answers(item_ids=ids, at=events[-1].at)
