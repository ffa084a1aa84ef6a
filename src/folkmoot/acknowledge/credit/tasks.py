"""Event and job entry points."""

from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse
from procrastinate.contrib.django import app as jobs

from folkmoot.base.clock import now
from folkmoot.base.outbox import Event
from folkmoot.commons.feed import actions as feed

from . import actions
from .models import Award

FRESH = timedelta(days=2)


def note(events: Sequence[Event]) -> None:
    """Subscriber `credit.ledger`: what happened becomes lines, and whoever wins a badge by it hears so."""
    won = actions.note(events)
    by_hand = Award.objects.filter(id__in=[e.data["award"] for e in events if e.name == "credit.badge.given"])
    at = now()
    # A log that is read again from its beginning makes no news.
    feed.tell(
        feed.News(
            "badge", {award.person_id: "yours"}, award.at, actor=award.given_by_id,
            path=reverse("credit:badge", args=[award.url_key]),
        )
        for award in [*won, *by_hand.select_related("badge")]
        if award.at > at - FRESH
    )  # fmt: skip


@jobs.periodic(cron="41 2 * * *")
@jobs.task(queueing_lock="credit.recompute", pass_context=False)
def recompute_nightly(timestamp: int) -> None:
    """Every night: reputation fades, and is worked out anew."""
    actions.recompute(at=now())
