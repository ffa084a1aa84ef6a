"""Building the demo: everything is planned first, then done in the order of time, in one transaction."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from folkmoot.acknowledge.credit import actions as credit
from folkmoot.base.outbox import relay
from folkmoot.base.site import settings as site
from folkmoot.commons.content.models import Item
from folkmoot.commons.feed import actions as feed
from folkmoot.commons.feed.models import Notification
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer, viewer_of
from folkmoot.understand.network.warming import warm

from . import attention, campaigns, introductions, network
from .cast import SIX, gather, plan_arrivals
from .crews import plan_crews
from .echo import plan_echo
from .films import plan_films
from .ideas import arrive_for_ideas, plan_ideas
from .pages import first_written, plan_pages, wikis
from .places import plan_spaces
from .recognition import plan_recognition
from .stage import Stage, Timeline, all_or_nothing
from .talk import Said, cast_talk, first_said, plan_talk
from .ties import plan_follows, plan_ties

SEED = 1953  # The year of the first crane.
NEWS_DAYS = 6
A_WEEK = 100  # So many events of which somebody is told happen in one.
NAME = "Ankerholt"
WELCOME = (
    "We build cranes and the sensors in them. Ask the people who make them, read what they learned, and tell us "
    "what we should hear."
)

Heard = tuple[str, str]
Progress = Callable[[Iterable[None], int], Iterable[None]]


class NotADemo(Exception):
    """The site has people who are not the demo's."""


class AlreadyBuilt(Exception):
    """The demo organisation is here already."""


def build(
    *, at: datetime, seed: int = SEED, scale: float = 1.0, progress: Progress = lambda deeds, _: deeds,
    beside: Executor | None = None,
) -> dict[str, int]:  # fmt: skip
    """This will build the whole firm, or nothing; how many people, spaces and items there are then.

    What can be done `beside` is; without it all is done here. Raises NotADemo or AlreadyBuilt on a site with people.
    """
    with transaction.atomic(), all_or_nothing():
        if Person.objects.exists():
            raise AlreadyBuilt if site.get("demo.is_demo") else NotADemo
        stage = plan(at=at, seed=seed, scale=scale, beside=beside)
        if beside is not None:
            beside.submit(warm)
        for _ in progress(stage.timeline.run(), len(stage.timeline.deeds)):
            pass
        site.put("demo.is_demo", True)
        site.put("ui.site_name", NAME)
        site.put("feed.welcome", WELCOME)
    return {
        "people": Person.objects.count(),
        "spaces": Space.objects.count(),
        "items": Item.objects.filter(root=None).count(),
        "replies": Item.objects.exclude(root=None).count(),
    }


def plan(*, at: datetime, seed: int, scale: float, beside: Executor | None = None) -> Stage:
    """The story, ready to be told."""
    now = at.replace(second=0, microsecond=0)
    stage = Stage(seed, scale, now, Timeline(now), beside=beside)
    gather(stage)
    said = cast_talk(stage)
    arrive_for_ideas(stage)
    _arrive_in_time(stage, said)
    plan_arrivals(stage)
    plan_follows(stage)
    written = wikis()
    plan_spaces(stage, _earlier(first_said(said), first_written(stage, written)))
    plan_talk(stage, said)
    plan_pages(stage, written)
    plan_crews(stage)
    plan_echo(stage, said)
    plan_films(stage)
    plan_ties(stage)
    plan_recognition(stage, said)
    plan_ideas(stage)
    return stage


def _earlier(one: dict[Heard, datetime], other: dict[Heard, datetime]) -> dict[Heard, datetime]:
    """When each is first heard in each space, by word or by page."""
    return {key: min(found[key] for found in (one, other) if key in found) for key in {**one, **other}}


def _arrive_in_time(stage: Stage, said: list[Said]) -> None:
    """Nobody speaks before they are here."""
    for one in said:
        who = stage.cast[one.by]
        who.arrives_at = min(who.arrives_at, one.at - timedelta(days=3))
    for (_space, by), at in first_written(stage, wikis()).items():
        who = stage.cast[by]
        who.arrives_at = min(who.arrives_at, at - timedelta(days=3))
    earliest = min(who.arrives_at for who in stage.cast.values())
    # The administrator is here first; without one nobody could be helped.
    stage.cast["otto"].arrives_at = earliest - timedelta(hours=1)


def hand_out_news(*, at: datetime, beside: Executor) -> None:
    """This will tell the firm's people what happened, and mark as read what is older than a few days; `beside`, the
    network is measured and its people are introduced."""
    viewers = {pk: viewer_of(pk) for pk in Person.objects.filter(username__in=SIX).values_list("pk", flat=True)}
    # What happens beside is not told of before the campaigns: so it makes no difference which is quicker.
    until = relay.snapshot()
    acquainted = beside.submit(_acquaint, at)
    while relay.serve("feed.tell", A_WEEK, until=until):
        # They look in every other day: a year's likes do not pile up into one notification.
        latest = Notification.objects.aggregate(latest=Max("at"))["latest"]
        if latest is not None:
            _read(viewers, before=latest - timedelta(days=2))
    while relay.run_once(until=until):
        pass
    attention.read(at=at, seed=SEED)
    acquainted.result()
    # Not before: it holds many people's rows, as a week of introductions does, and each could wait for the other.
    credit.recompute(at=at)
    beside.submit(campaigns.hold, at=at, seed=SEED).result()
    _read(viewers, before=at - timedelta(days=NEWS_DAYS))


def _acquaint(at: datetime) -> None:
    network.measure(at=at, seed=SEED)
    introductions.hold(at=at, seed=SEED)
    introductions.look_back(at=at, seed=SEED)


def _read(viewers: Mapping[int, Viewer], *, before: datetime) -> None:
    old = Notification.objects.filter(person_id__in=viewers, at__lt=before, read_at=None)
    with transaction.atomic():
        for pk, person_id, moment in old.values_list("pk", "person_id", "at"):
            feed.mark_read(viewer=viewers[person_id], notification_id=pk, at=moment)
