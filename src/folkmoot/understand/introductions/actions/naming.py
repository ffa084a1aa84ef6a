"""The weekly round."""

from datetime import datetime, timedelta

import numpy as np
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse

from folkmoot.base.site import settings as site
from folkmoot.commons.feed import actions as feed
from folkmoot.commons.people.models import Connection, Distance, Follow, Person
from folkmoot.graph.build import from_edges
from folkmoot.understand.network import queries as network

from ..logic import Field, Named, choose
from ..models import Participant, Round, Suggestion

WAIT = timedelta(days=1)


def run_round(*, at: datetime) -> Round | None:
    """This will introduce everybody who takes part to somebody new, once a week, and tell them.

    None when the site does not want it, when this week has had its round, or when the network has never been read.
    Who joined within the last day waits for the next week.
    """
    if not site.get("introductions.is_on") or network.last_run() is None:
        return None
    year, week, _day = at.isocalendar()
    name = f"{year}-W{week:02}"
    try:
        with transaction.atomic():
            begun = Round.objects.create(
                week=name, at=at, seed=year * 100 + week, across_share=_share("across_share"),
                trial_share=_share("trial_share"),
            )  # fmt: skip
            return _filled(begun, at)
    except IntegrityError:
        if Round.objects.filter(week=name).exists():
            return None
        raise


def _share(name: str) -> int:
    return max(0, min(100, int(site.get(f"introductions.{name}"))))


def _filled(begun: Round, at: datetime) -> Round:
    takes = dict(
        Participant.objects.filter(
            left_at=None, joined_at__lte=at - WAIT, person__is_active=True, person__is_approved=True,
            person__is_employee=True,
        ).exclude(person__in=network.left_out()).values_list("person_id", "per_week")
    )  # fmt: skip
    pairs, weights = network.ties_for_system()
    people = np.unique(np.concatenate([pairs.ravel(), np.array(sorted(takes), np.int64)]))
    ties = from_edges(
        np.searchsorted(people, pairs[:, 0]), np.searchsorted(people, pairs[:, 1]), weights, n=len(people)
    )
    number = {int(person): node for node, person in enumerate(people)}
    units = dict(Person.objects.filter(pk__in=takes).values_list("pk", "unit_id"))
    places = {unit: place for place, unit in enumerate(sorted({each for each in units.values() if each is not None}))}
    groups = np.full(len(people), -1, np.int64)
    for person, unit in units.items():
        groups[number[person]] = places.get(unit, -1)
    apart = {tuple(sorted((number[a], number[b]))) for a, b in _apart(set(takes)) if a in number and b in number}
    field = Field(ties, groups, {number[person]: wanted for person, wanted in takes.items()}, frozenset(apart))  # type: ignore[arg-type]
    found = choose(
        field, across=begun.across_share / 100, trial=begun.trial_share / 100, rng=np.random.default_rng(begun.seed)
    )
    begun.people_count, begun.named_count = len(takes), len(found)
    begun.save(update_fields=["people_count", "named_count"])
    _keep(begun, found, people, at)
    return begun


def _apart(takes: set[int]) -> set[tuple[int, int]]:
    """Pairs of those who take part who know each other, were named before, or of whom one keeps the other away."""
    found: set[tuple[int, int]] = set()
    pairs, _weights = network.ties_for_system(is_open=False)
    inside = np.array(sorted(takes), np.int64)
    known = np.isin(pairs[:, 0], inside) & np.isin(pairs[:, 1], inside)
    found |= {(int(a), int(b)) for a, b in pairs[known]}
    both = {"person__in": takes, "other__in": takes}
    found |= set(Suggestion.objects.filter(**both).values_list("person_id", "other_id"))
    found |= set(Distance.objects.filter(**both).values_list("person_id", "other_id"))
    found |= set(Follow.objects.filter(follower__in=takes, person__in=takes).values_list("follower_id", "person_id"))
    tied = Connection.objects.filter(asker__in=takes, asked__in=takes).exclude(state="withdrawn")
    found |= set(tied.values_list("asker_id", "asked_id"))
    bosses = Person.objects.filter(Q(pk__in=takes) & Q(manager__in=takes))
    return found | {(a, b) for a, b in bosses.values_list("pk", "manager_id") if b is not None}


def _keep(begun: Round, found: list[Named], people: np.ndarray, at: datetime) -> None:  # type: ignore[type-arg]
    Suggestion.objects.bulk_create(
        Suggestion(
            round=begun, person_id=int(people[one.person]), other_id=int(people[one.other]), arm=one.arm,
            steps=one.steps, is_across=one.is_across, connectors=[int(people[node]) for node in one.connectors],
            made_at=at,
        )
        for one in found
    )  # fmt: skip
    path = reverse("introductions:mine")
    told = sorted({int(people[one.person]) for one in found})
    feed.tell([feed.News("introductions", {person: "you_asked"}, at, path=path) for person in told])
