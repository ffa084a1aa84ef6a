"""What the viewer is asked, what they asked, and one such step."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from folkmoot.commons.people.queries import PersonLine, names_for
from folkmoot.commons.spaces.viewer import Viewer

from ..models import Participant, Step, Suggestion
from .weekly import participation, taking_part

QUIET = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the viewer: `asker` asks about `other` (for a coffee that is the viewer)."""

    step: Step
    asker: PersonLine
    other: PersonLine | None


@dataclass(frozen=True, slots=True)
class StepPage:
    """One step as the viewer may see it. role: "asker", "asked", or "other", who was introduced.

    is_done: the state that everybody sees; whether it was declined nobody but who declined can tell. is_quiet: it has
    waited for two weeks.
    """

    step: Step
    role: str
    asker: PersonLine
    asked: PersonLine
    other: PersonLine
    is_done: bool
    is_quiet: bool


def _to_me(viewer: Viewer) -> QuerySet[Step]:
    """Open questions by people who take part and keep no distance, about people of whom the same holds."""
    if participation(viewer) is None:
        return Step.objects.none()
    near = taking_part(viewer).values("pk")
    about = Q(suggestion__other=viewer.person_id) | Q(suggestion__other__in=near)
    return Step.objects.filter(about, asked_of=viewer.person_id, suggestion__person__in=near)


def waiting(viewer: Viewer) -> list[Asked]:
    """What waits for the viewer's answer, oldest first."""
    steps = list(_to_me(viewer).filter(state="asked").select_related("suggestion").order_by("asked_at")[:30])
    names = names_for(pk for step in steps for pk in (step.suggestion.person_id, step.suggestion.other_id))
    return [
        Asked(
            step, names[step.suggestion.person_id],
            None if step.kind == "coffee" else names.get(step.suggestion.other_id),
        )
        for step in steps
    ]  # fmt: skip


def waiting_count(viewer: Viewer) -> int:
    return _to_me(viewer).filter(state="asked").count()


def asked_of(viewer: Viewer, step_id: int, *, kind: str = "", is_locked: bool = False) -> Step:
    """An open question to the viewer; raises Step.DoesNotExist."""
    found = _to_me(viewer).filter(state="asked").select_related("suggestion")
    if kind:
        found = found.filter(kind=kind)
    return (found.select_for_update(of=("self",)) if is_locked else found).get(pk=step_id)


def own_step(viewer: Viewer, step_id: int, *, is_locked: bool = False) -> Step:
    """Something the viewer asked and that nobody has done, declined or not; raises Step.DoesNotExist."""
    found = Step.objects.filter(suggestion__person=viewer.person_id, state__in=["asked", "declined"])
    return (found.select_for_update(of=("self",)) if is_locked else found).get(pk=step_id)


def step_page(viewer: Viewer, step_id: int, *, at: datetime) -> StepPage:
    """One step for those it concerns; raises Step.DoesNotExist for everybody else, and where somebody keeps a
    distance or takes part no longer."""
    step = Step.objects.select_related("suggestion").exclude(state="withdrawn").get(pk=step_id)
    one, me = step.suggestion, viewer.person_id
    if me == one.person_id:
        role, others = "asker", {one.other_id, step.asked_of_id}
    elif me == step.asked_of_id and step.state in ("asked", "done"):
        role, others = "asked", {one.person_id, one.other_id} - {me}
    elif me == one.other_id and step.kind == "introduce" and step.state == "done":
        role, others = "other", {one.person_id, step.asked_of_id}
    else:
        raise Step.DoesNotExist
    if participation(viewer) is None or taking_part(viewer, others).count() < len(others):
        raise Step.DoesNotExist
    names = names_for([one.person_id, one.other_id, step.asked_of_id])
    return StepPage(
        step, role, names[one.person_id], names[step.asked_of_id], names[one.other_id], step.state == "done",
        at - step.asked_at > QUIET,
    )  # fmt: skip


def own_rows(person_id: int) -> list[dict[str, Any]]:
    """What is kept of somebody, for them: whether they take part, who was named to them, what they asked and said.

    Not: to whom they were named, nor what others asked or declined.
    """
    rows: list[dict[str, Any]] = [
        {"what": "taking part", **each}
        for each in Participant.objects.filter(person=person_id).values("per_week", "joined_at", "left_at")
    ]
    named = Suggestion.objects.filter(person=person_id).order_by("made_at")
    for each in named.values("other__username", "made_at", "begun_at", "accepted_at", "answer", "why"):
        rows.append({"what": "introduction", **each})
    asked = Step.objects.filter(suggestion__person=person_id).order_by("asked_at")
    for step in asked.values("kind", "asked_of__username", "note", "times", "place", "asked_at", "done_at"):
        rows.append({"what": "asked", **step})
    return rows
