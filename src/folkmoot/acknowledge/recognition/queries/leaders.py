"""The leaderboard: by how many different people somebody was thanked, not by points. One can leave it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from folkmoot.commons.content import queries as contents
from folkmoot.commons.people.queries import PersonLine, lines_of, visible_people
from folkmoot.commons.spaces.viewer import Viewer

from ..models import Preference, Recipient
from .kudos import visible_kudos

MOST = 15


@dataclass(frozen=True, slots=True)
class Leader:
    person: PersonLine
    people: int
    place: int


def leaders(
    viewer: Viewer, *, since: datetime, until: datetime, latest: int | None = None
) -> tuple[list[Leader], list[Leader]]:
    """Who was thanked by most people, and who thanked most people, among kudos the viewer may read.

    With `latest` only so many of the newest are looked at: the price then does not grow with the site. Without, what
    is summed up over many is kept a while; who leaves the leaderboard is gone from it at once.
    """
    if latest is not None:
        (got, gave), _count = _summed(viewer, since, until, latest)
    else:
        got, gave = contents.once_for_equals(
            viewer, ("recognition.leaders", since, until), lambda: _summed(viewer, since, until, None)
        )
    chosen = [pk for pk, _n in (*got, *gave)]
    away = set(Preference.objects.filter(leaves_leaderboard=True, person__in=chosen).values_list("person", flat=True))
    known = visible_people(viewer).filter(pk__in={*chosen} - away)
    names = {line.id: line for line in lines_of(known)}
    return _placed(names, got), _placed(names, gave)


Sums = tuple[list[tuple[int, int]], list[tuple[int, int]]]


def _summed(viewer: Viewer, since: datetime, until: datetime, latest: int | None) -> tuple[Sums, int]:
    """Who got and who gave most, some more than are shown, and over how many gifts."""
    seen = visible_kudos(viewer).filter(published_at__gte=since, published_at__lt=until)
    if latest is not None:
        seen = seen.filter(id__in=list(seen.order_by("-published_at", "-id").values_list("id", flat=True)[:latest]))
    gifts = Recipient.objects.filter(kudos__item__in=seen, kudos__is_private=False)
    away = Preference.objects.filter(leaves_leaderboard=True).values("person")
    got = (
        gifts.exclude(person__in=away).exclude(person=None).values_list("person")
        .annotate(n=Count("kudos__giver", distinct=True)).order_by("-n", "person")[: MOST * 2]
    )  # fmt: skip
    gave = (
        gifts.exclude(kudos__giver__in=away).exclude(kudos__giver=None).values_list("kudos__giver")
        .annotate(n=Count("person", distinct=True)).order_by("-n", "kudos__giver")[: MOST * 2]
    )  # fmt: skip
    count = 0 if latest is not None else gifts[: contents.MANY].count()
    return (list(got), list(gave)), count


def _placed(names: dict[int, PersonLine], rows: list[tuple[int, int]]) -> list[Leader]:
    found: list[Leader] = []
    for pk, count in rows:
        if pk in names and len(found) < MOST:
            place = found[-1].place if found and found[-1].people == count else len(found) + 1
            found.append(Leader(names[pk], count, place))
    return found
