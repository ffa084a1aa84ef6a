"""What happens after the page: rounds move on when their vote is counted, people are told, years are marked."""

from collections.abc import Sequence

from django.urls import reverse
from procrastinate.contrib.django import app as jobs

from folkmoot.base.clock import now
from folkmoot.base.outbox import Event
from folkmoot.commons.feed import actions as feed

from . import actions


@jobs.periodic(cron="23 5 * * *")
@jobs.task(queueing_lock="recognition.milestones", pass_context=False)
def mark_milestones(timestamp: int) -> None:
    """Job entry point, every night."""
    actions.mark_milestones(at=now())


def follow_ballots(events: Sequence[Event]) -> None:
    """Subscriber: the vote of a round has been counted."""
    for event in events:
        if event.data.get("home") == "award":
            actions.take_count(ballot_id=event.data["ballot"], at=event.at)


def tell(events: Sequence[Event]) -> None:
    """Subscriber: those whom something about awards and rewards concerns hear of it."""
    news = []
    for event in events:
        if event.person is None:
            continue
        if event.name == "recognition.award.nominated":
            topic, path = "nominated", reverse("recognition:round", args=[event.data["round"]])
        else:
            topic, path = "redemption", reverse("recognition:mine")
        news.append(feed.News(topic, {event.person: "yours"}, event.at, actor=event.actor, path=path))
    feed.tell(news)
