"""Running over the log: all of it at night, what is new by day. One run at a time; each is a snapshot."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection, transaction

from folkmoot.base.clock import now
from folkmoot.base.outbox import columns, relay
from folkmoot.base.processes.jobs import order_once
from folkmoot.base.site import settings as site
from folkmoot.graph.nightly import Settings

from .. import groups, keeping, measuring, reading, site_settings
from ..keeping import Kept
from ..models import Consent, Picture, Snapshot
from ..reading import Window
from . import writing

RUN_LOCK = 0x4E455457  # "NETW": held by whoever runs.
WINDOW = 3.0  # Days within which taking something up follows another's doing so.
SEED = 1
WAIT = (Picture.Role.SALESMAN,)  # What waits for the night, and is taken over as it was then; as bridges are.
VERSION = 1  # Of what is computed; raised when the same log would give other figures.


class AlreadyRunning(Exception):
    """Another process is at it."""


class NothingToUpdate(Exception):
    """There is no run that an update could start from; a full one is due."""


class NothingNew(Exception):
    """Nobody has turned to anybody since."""


def order_run(*, is_full: bool = True) -> None:
    """This will order a run, unless one waits already."""
    from ..tasks import run_now, update_now

    task = run_now if is_full else update_now
    order_once(task, f"network.{'run' if is_full else 'update'}")


def run(*, at: datetime) -> Snapshot | None:
    """This will read the whole log and measure the network anew; None when the site does not want it.

    Raises AlreadyRunning.
    """
    if not site.get("network.is_on"):
        return None
    with _alone(Snapshot.Kind.FULL, at) as snapshot:
        begun = time.monotonic()
        left_out = list(Consent.objects.filter(what="left_out", until_at=None).values_list("person_id", flat=True))
        people, unit_ids = reading.people_in(site.get("network.whom"), left_out)
        units, unit = _units(unit_ids)
        snapshot.parameters = _parameters(len(left_out))
        snapshot.seen = relay.snapshot()
        snapshot.as_of, snapshot.people_count = at, len(people)
        _step(snapshot, "reading", 5)
        read = reading.read(people, _window(snapshot, "", at))
        topics = reading.topics(read.answered)
        _step(snapshot, "measuring", 35)
        kept = measuring.full(
            read, people=people, units=units, unit=unit, follows=_follows(people), settings=_settings(snapshot),
            topics=topics, before=_places_before(people),
        )  # fmt: skip
        _step(snapshot, "adding up", 70)
        ties = measuring.by_pair(
            read.acts, len(people), half_life=snapshot.parameters["half_life"], moment=kept.night.moment,
            kinds=len(snapshot.parameters["kinds"]),
        )  # fmt: skip
        snapshot.act_count, snapshot.tie_count = len(read.acts.source), kept.night.graph.arcs
        _step(snapshot, "writing", 80)
        shown = groups.shown(kept, at=at)
        _finish(snapshot, kept, measuring.topic_names(topics), ties, shown, begun)
    return snapshot


def update(*, at: datetime) -> Snapshot | None:
    """This will take in what the log has since the last run; None when that is nothing, or when a full run is due
    instead, which it orders.

    Raises AlreadyRunning.
    """
    if not site.get("network.is_on"):
        return None
    with _alone(Snapshot.Kind.UPDATE, at) as snapshot:
        begun = time.monotonic()
        base = writing.newest()
        if base is None or not _may_follow(base):
            raise NothingToUpdate
        kept = keeping.load(base.file)
        if not _are_all_here(kept.people):
            raise NothingToUpdate
        snapshot.base_id, snapshot.parameters = base.pk, base.parameters
        snapshot.seen, snapshot.as_of = relay.snapshot(), at
        snapshot.people_count, snapshot.week, snapshot.shown = len(kept.people), base.week, base.shown
        _step(snapshot, "reading", 20)
        read = reading.read(kept.people, _window(snapshot, base.seen, at), with_uptakes=False)
        if read.is_empty:
            raise NothingNew
        _step(snapshot, "measuring", 40)
        topics: list[Any] = []

        def topics_of(answered: keeping.Answered) -> Any:
            topics.append(reading.topics(answered))
            return topics[0]

        kept = measuring.updated(kept, read, topics_of=topics_of)
        ties = measuring.by_pair(
            read.acts, len(kept.people), half_life=base.parameters["half_life"], moment=kept.night.moment,
            kinds=len(base.parameters["kinds"]),
        )  # fmt: skip
        snapshot.act_count = base.act_count + len(read.acts.source)
        snapshot.tie_count = kept.night.graph.arcs
        _step(snapshot, "writing", 70)
        _finish(snapshot, kept, measuring.topic_names(topics[0]), ties, (base.week, base.shown), begun)
    return snapshot if snapshot.state == Snapshot.State.DONE else None


def _finish(
    snapshot: Snapshot, kept: Kept, topic_names: Any, ties: measuring.Ties, shown: tuple[str, Any], begun: float
) -> None:
    """This will put everything in its place at once; whoever chose to be left out meanwhile is left out of it."""
    before = writing.newest()
    snapshot.file = keeping.save(snapshot.pk, kept)
    is_full = snapshot.kind == Snapshot.Kind.FULL
    if is_full:
        writing.prepare_ties(kept.people, ties, kinds=_open_kinds(snapshot))
    with transaction.atomic():
        writing.hold_choices()
        writing.standings(snapshot, kept)
        writing.pictures(snapshot, kept, topic_names, without=() if is_full else WAIT)
        if is_full:
            writing.bridges(snapshot, groups.bridging(kept, least=site_settings.least()))
            writing.exchange_ties()  # Last of what takes long: from now on whoever reads ties waits.
        else:
            writing.take_over(snapshot, WAIT)
            writing.add_ties(kept.people, ties, kinds=_open_kinds(snapshot))
        snapshot.week, snapshot.shown = shown
        snapshot.state, snapshot.progress, snapshot.step = Snapshot.State.DONE, 100, ""
        snapshot.finished_at, snapshot.seconds = now(), time.monotonic() - begun
        snapshot.save()
        writing.forget_left_out()
        if before is not None:
            writing.retire(before)
    if before is not None:
        keeping.remove(before.file)


@contextmanager
def _alone(kind: str, at: datetime) -> Iterator[Snapshot]:
    """A snapshot to fill, while nobody else runs. What fails is written down and raised."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [RUN_LOCK])
        if not cursor.fetchone()[0]:
            raise AlreadyRunning
    try:
        # Whoever held the lock before and did not finish is no longer there.
        Snapshot.objects.filter(state="running").update(state="failed", failure="its process ended")
        before = writing.newest()
        keeping.remove_all_but(before.file if before is not None else "")
        snapshot = Snapshot.objects.create(kind=kind, begun_at=at, as_of=at)
        try:
            yield snapshot
        except NothingToUpdate:
            snapshot.delete()
            order_run()
        except NothingNew:
            snapshot.delete()
        except Exception as problem:
            keeping.remove(snapshot.file)
            Snapshot.objects.filter(pk=snapshot.pk).update(
                state="failed", failure=repr(problem)[:500], finished_at=now()
            )
            raise
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [RUN_LOCK])


def _step(snapshot: Snapshot, step: str, progress: int) -> None:
    """This will let everybody who waits see how far it is."""
    snapshot.step, snapshot.progress = step, progress
    Snapshot.objects.filter(pk=snapshot.pk).update(step=step, progress=progress)


def _parameters(left_out: int) -> dict[str, Any]:
    """What this run depends on beside the log."""
    worth = reading.worth()
    return {
        "version": VERSION, "kinds": reading.names(), "worth": [worth[name] for name in reading.names()],
        "half_life": float(site.get("network.half_life")), "log_days": int(site.get("network.log_days")),
        "whom": site.get("network.whom"), "window": WINDOW, "discovery": 0.05, "path_error": 0.01, "seed": SEED,
        "valued_votes": measuring.VALUED_VOTES, "left_out": left_out,
    }  # fmt: skip


def _settings(snapshot: Snapshot) -> Settings:
    p = snapshot.parameters
    return Settings(
        worth=tuple(p["worth"]), half_life=p["half_life"], window=p["window"], discovery=p["discovery"],
        advocates=0, path_error=p["path_error"], seed=p["seed"],
    )  # fmt: skip


def _may_follow(base: Snapshot) -> bool:
    """Whether an update of it would be what a full run is, nearly: the same people, rules and kinds of act."""
    left_out = Consent.objects.filter(what="left_out", until_at=None)
    changed = Consent.objects.filter(what="left_out").filter(until_at__gte=base.as_of).exists()
    is_same = _parameters(left_out.count()) == base.parameters
    return is_same and not changed and columns.is_of_this_cluster(base.seen)


def _units(unit_ids: Any) -> tuple[Any, Any]:
    units = np.unique(unit_ids[unit_ids > 0])
    return units, reading.places(units, unit_ids)


def _are_all_here(people: Any) -> bool:
    """Whether nobody of them has left, or chosen to be left out, since."""
    left_out = list(Consent.objects.filter(what="left_out", until_at=None).values_list("person_id", flat=True))
    now_in, _ = reading.people_in(site.get("network.whom"), left_out)
    return bool(np.isin(people, now_in).all())


def _window(snapshot: Snapshot, seen: str, at: datetime) -> Window:
    """What the snapshot reads: no more than what had happened then, so that a past moment can be measured, too."""
    until = (at.timestamp() - reading.EPOCH) / reading.DAY
    return Window(snapshot.seen, seen, until - snapshot.parameters["log_days"], until)


def _follows(people: Any) -> tuple[Any, Any]:
    rows = list(
        columns.read("SELECT follower_id, person_id FROM people_follow", {"follower_id": "i8", "person_id": "i8"})
    )
    if not rows:
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    found = np.concatenate(rows)
    follower, followed = reading.places(people, found["follower_id"]), reading.places(people, found["person_id"])
    keep = (follower >= 0) & (followed >= 0)
    return follower[keep], followed[keep]


def _places_before(people: Any) -> Any:
    """Where everybody was drawn in the last run, so that they are found again; NaN for newcomers."""
    base = writing.newest()
    if base is None:
        return None
    places = np.full((len(people), 2), np.nan)
    select = "SELECT person_id, x, y FROM network_standing WHERE snapshot_id = %(snapshot)s"
    for rows in columns.read(select, {"person_id": "i8", "x": "f8", "y": "f8"}, {"snapshot": base.pk}):
        at = reading.places(people, rows["person_id"])
        places[at[at >= 0]] = np.stack([rows["x"], rows["y"]], axis=1)[at >= 0]
    return places


def _open_kinds(snapshot: Snapshot) -> list[int]:
    """The places of those kinds of act that are shown person by person, to the two they join."""
    is_open = reading.open_names()
    return [place for place, name in enumerate(snapshot.parameters["kinds"]) if name in is_open]
