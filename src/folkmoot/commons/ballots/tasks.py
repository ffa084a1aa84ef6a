"""Every minute ballots open and close by the database's clock, and live tallies move; voters hear of an opening."""

from collections.abc import Sequence

from django.urls import reverse
from procrastinate.contrib.django import app as jobs

from folkmoot.base.outbox import Event
from folkmoot.commons.feed import actions as feed

from . import actions, queries
from .models import Ballot, Roll


@jobs.periodic(cron="* * * * *")
@jobs.task(queueing_lock="ballots.keep_time", pass_context=False)
def keep_time(timestamp: int) -> None:
    """Job entry point."""
    at = queries.moment()
    actions.open_due(at=at)
    actions.close_due(at=at)
    actions.count_live(at=at)


def ask_voters(events: Sequence[Event]) -> None:
    """Subscriber: everybody on the roll of a ballot that has opened is asked for their vote."""
    ids = [event.data["ballot"] for event in events]
    for ballot in Ballot.objects.filter(pk__in=ids, state="open"):
        people = Roll.objects.filter(ballot=ballot, person__is_active=True).values_list("person_id", flat=True)
        feed.tell(
            [
                feed.News(
                    "ballot", {person: "on_roll" for person in people if person is not None},
                    ballot.opened_at or ballot.made_at, actor=ballot.made_by_id,
                    path=reverse("ballots:ballot", args=[ballot.id]),
                )
            ]
        )  # fmt: skip
