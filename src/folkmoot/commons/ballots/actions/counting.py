"""Opening the box, once; counting it, and counting it again."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db import transaction

from folkmoot.base.audit import actions as audit
from folkmoot.commons.spaces.viewer import Viewer

from .. import box
from ..box import BoxIsBroken, Record
from ..counting import Count, Paper, count, draw_lot
from ..logic import count_to_json
from ..models import Ballot, Counts, Mark, Option, Results, Roll, Urn
from ..models import Paper as PaperRow
from ..refusals import WrongStep
from .holding import held, tell


@transaction.atomic
def close(*, viewer: Viewer, ballot_id: int, at: datetime) -> Ballot:
    """This will end the voting before its time and count; noted in the audit. Raises NotAllowed, WrongStep."""
    ballot = held(viewer, ballot_id)
    if ballot.state != "open":
        raise WrongStep
    if at < ballot.closes_at:
        audit.note("ballots.ballot.closed_early", at=at, actor=viewer.person_id, ballot=ballot.id)
    return _close(ballot, viewer.person_id, at)


def close_due(*, at: datetime) -> int:
    """This will count every ballot whose time is over, each in a transaction of its own; for the job. How many."""
    ids = list(Ballot.objects.filter(state="open", closes_at__lte=at).values_list("pk", flat=True)[:50])
    done = 0
    for ballot_id in ids:
        with transaction.atomic():
            # FOR UPDATE waits for every vote that is being taken, and keeps the next ones out.
            ballot = Ballot.objects.select_for_update().filter(pk=ballot_id, state="open").first()
            if ballot is not None:
                _close(ballot, None, at)
                done += 1
    return done


def _close(ballot: Ballot, by: int | None, at: datetime) -> Ballot:
    options = list(Option.objects.filter(ballot=ballot))
    records = _open_urns(ballot, len(options))
    voters = Roll.objects.filter(ballot=ballot, has_voted=True).count()
    if voters != len(records):
        raise BoxIsBroken(f"{voters} people have voted and {len(records)} papers are in the box")
    ballot.closed_at, ballot.seal_salt = at, ""
    ballot.live = None
    marks = sorted(record.mark.hex() for record in records)
    Mark.objects.bulk_create((Mark(mark=mark, ballot=ballot) for mark in marks), batch_size=5000)
    Urn.objects.filter(ballot=ballot).delete()
    roll = Roll.objects.filter(ballot=ballot).count()
    if len(records) < ballot.min_ballots:
        ballot.state, ballot.outcome = "void", "too_few"
    elif len(records) * 100 < ballot.quorum_percent * roll:
        ballot.state, ballot.outcome = "void", "no_quorum"
    else:
        _count(ballot, options, records, marks)
    ballot.save()
    tell("counted", ballot, by, at, outcome=ballot.outcome)
    return ballot


def _open_urns(ballot: Ballot, options: int) -> list[Record]:
    return [
        record
        for urn in Urn.objects.filter(ballot=ballot)
        for record in box.unseal(ballot.id, ballot.seal_salt, urn.number, bytes(urn.sealed), options)
    ]


def _count(ballot: Ballot, options: list[Option], records: list[Record], marks: list[str]) -> None:
    """This will store the papers without their marks, and the result."""
    heavy = Counter(record.weight for record in records)
    # The rules said so beforehand: a weight with which too few have voted would tell whose paper it is.
    is_even = ballot.is_weighted and min(heavy.values()) < ballot.min_ballots
    papers: Counter[Paper] = Counter()
    for record in records:
        papers[record.paper] += 1 if is_even else record.weight
    PaperRow.objects.bulk_create(
        (PaperRow(ballot=ballot, choices=list(paper), times=times) for paper, times in sorted(papers.items())),
        batch_size=5000,
    )
    ballot.box_digest = box.digest(papers, marks)
    found = _counted(ballot, options, papers)
    ballot.state, ballot.outcome = "counted", "tied" if found.tied else "decided"
    ballot.result = count_to_json(found, [option.id for option in options]) | {"weights_dropped": is_even}


def _counted(ballot: Ballot, options: list[Option], papers: "dict[Paper, int]") -> Count:
    lot = draw_lot(ballot.lot_secret, ballot.box_digest, [str(option.id) for option in options])
    return count(ballot.rules(len(options)), papers, lot)


def recount(*, ballot_id: int) -> tuple[bool, Count]:
    """This will count the stored papers anew: whether box and result are what they were, and the count. Writes
    nothing. Raises WrongStep for what has not been counted."""
    ballot = Ballot.objects.get(pk=ballot_id)
    if ballot.state != "counted":
        raise WrongStep
    options = list(Option.objects.filter(ballot=ballot))
    rows = PaperRow.objects.filter(ballot=ballot).values_list("choices", "times")
    papers = {tuple(choices): times for choices, times in rows}
    marks = Mark.objects.filter(ballot=ballot).values_list("mark", flat=True)
    found = _counted(ballot, options, papers)
    kept: dict[str, Any] = ballot.result or {}
    again = count_to_json(found, [option.id for option in options]) | {"weights_dropped": kept.get("weights_dropped")}
    return box.digest(papers, marks) == ballot.box_digest and again == kept, found


def count_live(*, at: datetime) -> int:
    """This will bring live tallies up to date, never by fewer ballots than keep one secret. How many."""
    done = 0
    shown = Ballot.objects.filter(state="open", results=Results.LIVE, counts=Counts.ALL, is_weighted=False)
    for ballot in shown.filter(closes_at__gt=at)[:50]:
        with transaction.atomic():
            options = list(Option.objects.filter(ballot=ballot))
            records = _open_urns(ballot, len(options))
            if len(records) - ballot.live_count < ballot.min_ballots:
                continue
            papers = Counter(record.paper for record in records)
            found = count(ballot.rules(len(options)), papers, tuple(range(len(options))))
            totals = found.rounds[0].totals if found.rounds else found.totals
            live = {str(option.id): int(total) for option, total in zip(options, totals, strict=True)}
            done += Ballot.objects.filter(pk=ballot.pk, state="open").update(live=live, live_count=len(records))
    return done
