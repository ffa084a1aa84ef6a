"""What this room asks of the network below: who offered themselves, who is in no analysis, whom to ask, who is near.

Nothing of it is shown to whoever plans a campaign but sums: names come from those alone who have said yes.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from folkmoot.commons.spaces.viewer import Viewer
from folkmoot.graph.build import GraphError
from folkmoot.understand.network import queries as network

from .refusals import NobodyOffers


@dataclass(frozen=True, slots=True)
class Chosen:
    """Somebody to ask, how many more are expected to hear of it through them, and why, for them alone."""

    person_id: int
    reach: float
    why: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is to be asked; `figures` say without names how good the set is against others of its size."""

    people: list[Chosen]
    figures: dict[str, Any]


def offered() -> set[int]:
    """Everybody who offered to be considered, and is not left out."""
    return set(network.consenting("advocacy"))


def left_out() -> set[int]:
    """Everybody who wants to be in no analysis."""
    return set(network.left_out())


def communities(person_ids: Sequence[int]) -> dict[int, int]:
    """The informal community of each person, as the newest run found them; nobody without a tie has one."""
    found = network.graph_for_system()
    if found is None:
        return {}
    known = dict(zip(found.people.tolist(), found.communities.tolist(), strict=True))
    return {person: known[person] for person in person_ids if known.get(person, -1) >= 0}


def choose(
    viewer: Viewer, *, size: int, among: Collection[int], audience: Collection[int], per_unit: int, seed: int,
    at: datetime,
) -> Choice:  # fmt: skip
    """Whom to ask. With fewer in the network than are wanted, all of those. Raises NobodyOffers."""
    wanted = size
    while True:
        try:
            found = network.choose_advocates(
                viewer, size=wanted, among=among, audience=audience, most_per_unit=per_unit, seed=seed, at=at
            )
            break
        except network.TooFewOptedIn as problem:
            if not problem.willing:
                raise NobodyOffers from None
            wanted = problem.willing
        except network.NoNetworkYet:
            raise NobodyOffers from None
        except GraphError:  # The quotas leave no room for so many.
            if wanted == 1:
                raise NobodyOffers from None
            wanted -= 1
    curves = {curve.name: curve for curve in found.curves}
    steps = curves["chosen"].reached
    people = [
        Chosen(
            person, steps[place] - (steps[place - 1] if place else 0.0),
            {"units": found.reasons.get(person, 0), "place": place + 1},
        )
        for place, person in enumerate(found.people)
    ]  # fmt: skip
    figures = {
        "willing": found.willing,
        "audience": found.audience,
        "is_better": found.is_clearly_better,
        "ratio": round(found.ratio, 3),
        "curves": {
            name: {"reached": list(curve.reached), "low": curve.low, "high": curve.high}
            for name, curve in curves.items()
        },
    }
    return Choice(people, figures)


def published_roles(viewer: Viewer, person_ids: Sequence[int]) -> dict[int, list[str]]:
    """The roles that these people have chosen to show on their profile, and no others."""
    names = {"maven": _("Maven"), "connector": _("Connector"), "salesman": _("Salesman")}
    found = network.roles_shown(viewer, person_ids)
    return {person: [str(names.get(role, role)) for role in roles] for person, roles in found.items()}


def heard_by(person_ids: Collection[int]) -> dict[int, set[int]]:
    """Who hears what each of these people says, as the newest run has it; nobody who is left out."""
    found = network.graph_for_system()
    if found is None:
        return {}
    place = {int(person): node for node, person in enumerate(found.people)}
    return {
        person: {int(found.people[node]) for node in found.heard.neighbours(place[person])}
        for person in person_ids
        if person in place
    }
