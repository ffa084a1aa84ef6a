"""The people named to the viewer, and why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from folkmoot.base.web.paging import Page, page_of
from folkmoot.base.web.statements import AnyOf, Given, Statement
from folkmoot.commons.people.models import Distance, Person
from folkmoot.commons.people.queries import PersonLine, names_for
from folkmoot.commons.spaces.viewer import Viewer
from folkmoot.understand.network import queries as network

from ..models import Participant, Step, Suggestion
from .reasons import Reasons, reasons


@dataclass(frozen=True, slots=True)
class Introduced:
    """One introduction with its reasons. steps: what the viewer asked about it, newest first."""

    suggestion: Suggestion
    person: PersonLine
    unit: str
    reasons: Reasons
    connectors: tuple[PersonLine, ...] = ()
    steps: tuple[Step, ...] = field(default=())

    @property
    def asked_for_coffee(self) -> bool:
        return any(step.kind == "coffee" for step in self.steps)

    @property
    def to_ask(self) -> tuple[PersonLine, ...]:
        """Connectors who have not been asked."""
        asked = {step.asked_of_id for step in self.steps if step.kind == "introduce"}
        return tuple(each for each in self.connectors if each.id not in asked)


def participation(viewer: Viewer) -> Participant | None:
    """How the viewer takes part; None when they do not, or are left out of analysis."""
    found = _PARTICIPANT.first({"person": viewer.person_id})
    return None if found is None or network.standing(viewer).left_out else found


_PARTICIPANT: Statement[Participant] = Statement(
    lambda: Participant.objects.filter(person=Given("person"), left_at=None)
)


def taking_part(viewer: Viewer, people: Collection[int] | None = None) -> QuerySet[Person]:
    """Those who take part and between whom and the viewer nobody keeps a distance, muted ones included."""
    found = _near(viewer.person_id, Q(pk__in=viewer.hidden_person_ids), Q(pk__in=network.left_out()))
    return found if people is None else found.filter(pk__in=people)


def _near(me: Any, hidden: Q, gone: Q) -> QuerySet[Person]:
    takes = Participant.objects.filter(left_at=None).values("person")
    found = Person.objects.filter(pk__in=takes, is_active=True, is_approved=True, is_employee=True)
    return found.exclude(hidden).exclude(pk__in=Distance.objects.filter(other=me).values("person")).exclude(gone)


def _open(viewer: Viewer) -> QuerySet[Suggestion]:
    found = Suggestion.objects.filter(person=viewer.person_id, other__in=taking_part(viewer).values("pk"))
    return found if participation(viewer) is not None else found.none()


def held(viewer: Viewer, suggestion_id: int) -> Suggestion:
    """One of the viewer's introductions, its row locked; raises Suggestion.DoesNotExist when hidden or another's."""
    one = None
    if participation(viewer) is not None:
        given = {"me": viewer.person_id, "hidden": list(viewer.hidden_person_ids), "gone": list(network.left_out())}
        one = _HELD.first({"suggestion": suggestion_id, **given})
    if one is None:
        raise Suggestion.DoesNotExist
    return one


_HELD: Statement[Suggestion] = Statement(
    lambda: (
        Suggestion.objects.filter(pk=Given("suggestion"), person=Given("me"))
        .filter(other__in=_near(Given("me"), Q(pk=AnyOf("hidden")), Q(pk=AnyOf("gone"))).values("pk"))
        .select_related("other")
        .select_for_update(of=("self",))
    )
)


def introduced(viewer: Viewer, suggestion_id: int) -> Introduced:
    """One of them with its reasons; raises Suggestion.DoesNotExist."""
    return _with_reasons(viewer, [_open(viewer).get(pk=suggestion_id)])[0]


def mine(viewer: Viewer, *, after: str = "", size: int = 6) -> tuple[list[Introduced], str]:
    """The viewer's introductions, newest first, and where the next page begins."""
    page: Page = page_of(_open(viewer), by="made_at", after=after, size=size)
    return _with_reasons(viewer, page.rows), page.after


def connectors_of(viewer: Viewer, one: Suggestion) -> list[PersonLine]:
    """Those who know both, take part themselves, and keep away from neither; closest first."""
    found = _connectors(viewer, [one])
    return [found[pk] for pk in one.connectors if pk in found and (pk, one.other_id) not in _kept_apart([one])]


def _connectors(viewer: Viewer, rows: Sequence[Suggestion]) -> dict[int, PersonLine]:
    wanted = {pk for one in rows for pk in one.connectors}
    return names_for(taking_part(viewer, wanted).values_list("pk", flat=True)) if wanted else {}


def _kept_apart(rows: Sequence[Suggestion]) -> set[tuple[int, int]]:
    """Pairs of a connector and the other between whom somebody keeps a distance."""
    links, others = {pk for one in rows for pk in one.connectors}, {one.other_id for one in rows}
    if not links:
        return set()
    some = Q(person__in=links, other__in=others) | Q(person__in=others, other__in=links)
    pairs = Distance.objects.filter(some).values_list("person_id", "other_id")
    return {pair for a, b in pairs for pair in ((a, b), (b, a))}


def _with_reasons(viewer: Viewer, rows: Sequence[Suggestion]) -> list[Introduced]:
    """However many rows: the same number of queries."""
    if not rows:
        return []
    others = [one.other_id for one in rows]
    names = names_for(others)
    units = dict(Person.objects.filter(pk__in=others).values_list("pk", "unit__name"))
    why, links, apart = reasons(viewer, others), _connectors(viewer, rows), _kept_apart(rows)
    steps: dict[int, list[Step]] = {}
    for step in Step.objects.filter(suggestion__in=rows).exclude(state="withdrawn").order_by("-asked_at"):
        steps.setdefault(step.suggestion_id, []).append(step)
    return [
        Introduced(
            suggestion=one, person=names[one.other_id], unit=units.get(one.other_id) or "",
            reasons=why[one.other_id],
            connectors=tuple(links[pk] for pk in one.connectors if pk in links and (pk, one.other_id) not in apart),
            steps=tuple(steps.get(one.pk, ())),
        )
        for one in rows
    ]  # fmt: skip
