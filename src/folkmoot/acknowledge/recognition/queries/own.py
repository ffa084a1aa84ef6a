"""What this room keeps about one person, for their own export."""

from typing import Any

from django.db.models import Q

from ..models import Allowance, Joined, Kudos, Line, Milestone, Nomination, Preference, Recipient, Redemption, Winner

Rows = list[dict[str, Any]]


def own_kudos(person_id: int) -> Rows:
    """Kudos given, got and joined in, the private ones too: its person is one of the two who know of them."""
    given = Kudos.objects.filter(giver=person_id).order_by("given_at")
    got = Recipient.objects.filter(person=person_id).order_by("kudos__given_at")
    joined = Joined.objects.filter(by=person_id).order_by("at")
    about = ("deed_words", "item__body", "message", "value__name", "points", "is_private", "given_at", "team_name")
    return [
        *_rows("gave", given.values(*about)),
        *_rows("got", got.values("kudos__giver__username", *(f"kudos__{name}" for name in about))),
        *_rows("joined in", joined.values("kudos__item", "points", "at")),
    ]


def own_points(person_id: int) -> Rows:
    """The purse with its lines, what could be given each month, wishes and their answers, years, and choices."""
    return [
        *_rows("line", Line.objects.filter(person=person_id).order_by("at").values("amount", "why", "at")),
        *_rows("month", Allowance.objects.filter(person=person_id).values("starts_on", "granted", "spent")),
        *_rows(
            "reward",
            Redemption.objects.filter(person=person_id).values(
                "reward__name", "cost", "state", "words", "answer", "asked_at", "answered_at"
            ),
        ),
        *_rows("milestone", Milestone.objects.filter(person=person_id).values("years", "on", "points")),
        *_rows(
            "choice",
            Preference.objects.filter(person=person_id).values("leaves_leaderboard", "no_milestones", "hides_points"),
        ),
    ]


def own_awards(person_id: int) -> Rows:
    """Awards won, and where one was proposed or proposed somebody."""
    won = Winner.objects.filter(person=person_id)
    proposed = Nomination.objects.filter(Q(nominee=person_id) | Q(by=person_id))
    return [
        *_rows("won", won.values("round__award__name", "round__title", "words", "points")),
        *_rows(
            "proposed",
            proposed.values(
                "round__award__name", "round__title", "nominee__username", "by__username", "reason", "at"
            ),
        ),
    ]


def _rows(what: str, rows: Any) -> Rows:
    return [{"what": what, **row} for row in rows]
