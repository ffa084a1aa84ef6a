"""The page of one idea: its story, answer, people, work and amendments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from folkmoot.commons.content import kinds
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item, Proposal
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic, policy
from ..models import (
    Answer,
    Application,
    Borrowing,
    CoAuthor,
    Idea,
    Member,
    Ownership,
    Position,
    ProgressLine,
    Step,
    Task,
)
from .standing import machine_of, standing


@dataclass(frozen=True, slots=True)
class Track:
    """One stage as the line of stages draws it: past, current, coming or an end that was reached."""

    label: str
    phase: str
    mark: str


@dataclass(frozen=True, slots=True)
class Story:
    """An idea with everything its page says, for one viewer."""

    idea: Idea
    me: policy.Standing
    steps: list[Step]
    track: list[Track]
    answers: list[Answer]
    owners: list[Ownership]
    offer: Ownership | None
    co_authors: list[CoAuthor]
    my_invitation: CoAuthor | None
    members: list[Member]
    positions: list[Position]
    my_applications: dict[int, Application]
    applications: dict[int, list[Application]]
    tasks: list[Task]
    progress: list[ProgressLine]
    borrowings: list[Borrowing]
    amendments: list[Proposal]
    merged: list[Item]
    merged_into: Item | None
    moves: list[logic.Stage]

    @property
    def answer(self) -> Answer | None:
        return next((each for each in self.answers if each.withdrawn_at is None), None)

    @property
    def earlier_answers(self) -> list[Answer]:
        return [each for each in self.answers if each.withdrawn_at is not None]

    @property
    def tasks_done(self) -> int:
        return sum(task.done_at is not None for task in self.tasks)

    @property
    def tasks_waiting(self) -> list[Task]:
        return [task for task in self.tasks if task.done_at is None]

    @property
    def tasks_finished(self) -> list[Task]:
        return [task for task in self.tasks if task.done_at is not None]

    @property
    def authors(self) -> list[CoAuthor]:
        return [each for each in self.co_authors if each.state == "joined"]

    @property
    def asked(self) -> list[CoAuthor]:
        return [each for each in self.co_authors if each.state == "asked"]

    @property
    def open_positions(self) -> list[Position]:
        return [each for each in self.positions if each.is_open]

    @property
    def open_amendments(self) -> list[Proposal]:
        return [each for each in self.amendments if each.state == "asked"]

    @property
    def later_amendments(self) -> list[Proposal]:
        """Those that have been answered, and of those that wait what the page does not show at once."""
        return self.open_amendments[10:] + [each for each in self.amendments if each.state != "asked"]


def story(viewer: Viewer, item: Item, idea: Idea) -> Story:
    """All that the page of a (visible) idea says. Applications are shown to whoever answers them, and one's own."""
    me = standing(viewer, item, idea)
    leads = policy.may_lead(me) or me.is_author
    positions = list(Position.objects.filter(idea=idea).order_by("at", "pk"))
    mine, all_of = _applications(viewer, positions, may_read=leads)
    owners = list(Ownership.objects.filter(idea=idea).select_related("person").order_by("at", "pk"))
    co_authors = list(CoAuthor.objects.filter(idea=idea).select_related("person__picture").order_by("at", "pk"))
    answers = Answer.objects.filter(idea=idea).select_related("by__picture").order_by("-at", "-pk")
    merged = contents.visible_items(viewer).filter(duplicate_of=item, kind="idea").select_related("author", "alias")
    into = None
    if item.duplicate_of_id is not None:
        into = contents.visible_items(viewer).filter(id=item.duplicate_of_id).first()
    tasks = Task.objects.filter(idea=idea).select_related("person", "done_by").order_by("done_at", "at", "pk")
    steps = list(Step.objects.filter(idea=idea).select_related("by").order_by("at", "pk"))
    machine = machine_of(idea.campaign)
    return Story(
        idea=idea, me=me, steps=steps, track=_track(machine, idea, steps), answers=list(answers),
        owners=[each for each in owners if each.state in ("held", "ended") and each.answered_at is not None],
        offer=next((each for each in owners if each.state == "offered"), None),
        co_authors=co_authors,
        my_invitation=next(
            (each for each in co_authors if each.person_id == viewer.person_id and each.person_id), None
        ),
        members=list(Member.objects.filter(idea=idea).select_related("person__picture").order_by("since_at", "pk")),
        positions=positions, my_applications=mine, applications=all_of,
        tasks=list(tasks),
        progress=list(ProgressLine.objects.filter(idea=idea).select_related("by").order_by("-at", "-pk")[:50]),
        borrowings=list(Borrowing.objects.filter(idea=idea).select_related("unit", "by").order_by("at")[:50]),
        amendments=contents.proposed_for(item),
        merged=list(merged.order_by("id")[:50]), merged_into=into,
        moves=machine.moves(idea.stage) if me.is_decider and idea.closed_at is None else [],
    )  # fmt: skip


def _applications(
    viewer: Viewer, positions: Sequence[Position], *, may_read: bool
) -> tuple[dict[int, Application], dict[int, list[Application]]]:
    """The viewer's own by position, and (for whoever answers them) those that wait, by position."""
    mine: dict[int, Application] = {}
    others: dict[int, list[Application]] = {}
    if viewer.is_guest or not positions:
        return mine, others
    found = Application.objects.filter(position__in=positions).select_related("person__picture").order_by("at")
    for each in found if may_read else found.filter(person_id=viewer.person_id):
        if each.person_id == viewer.person_id:
            mine[each.position_id] = each
        if may_read and each.state == "asked":
            others.setdefault(each.position_id, []).append(each)
    return mine, others


def _track(machine: logic.Machine, idea: Idea, steps: Sequence[Step]) -> list[Track]:
    """The stages on the way to becoming real, with where the idea is; an end that was not wanted stands last."""
    been = {step.stage for step in steps}
    way = [each for each in machine.stages if each.phase not in ("declined", "merged")]
    keys = [each.key for each in way]
    here = keys.index(idea.stage) if idea.stage in keys else -1
    last = max((keys.index(each.key) for each in way if each.label in been), default=0) if here < 0 else here
    drawn = []
    for place, each in enumerate(way):
        if place == here:
            mark = "reached" if each.phase == "done" else "current"
        else:
            mark = "past" if place < here or (here < 0 and place <= last) else "coming"
        drawn.append(Track(each.label, each.phase, mark))
    if idea.phase in ("declined", "merged"):
        drawn = [each for each in drawn if each.mark == "past"]
        drawn.append(Track(steps[-1].stage if steps else "", idea.phase, "ended"))
    return drawn


def merge_candidates(viewer: Viewer, item: Item, idea: Idea, *, limit: int = 8) -> list[Item]:
    """Ideas of the same campaign that this one may be part of: those that sound alike first, then the most wanted."""
    same = Idea.objects.filter(campaign_id=idea.campaign_id).exclude(phase__in=("declined", "merged"))
    alike = [each for each in contents.similar(viewer, item.title, "idea", limit=20) if each.id != item.id]
    fitting = set(same.filter(pk__in=[each.id for each in alike]).values_list("pk", flat=True))
    found = [each for each in alike if each.id in fitting][:limit]
    wanted = same.filter(item__in=contents.visible_items(viewer), closed_at=None).select_related("item")
    others = wanted.exclude(pk__in=[item.id, *(each.id for each in found)]).order_by("-wanted", "-pk")
    return found + [each.item for each in others[: limit - len(found)]]


def amendment(viewer: Viewer, item: Item, proposal_id: int) -> Proposal:
    """What somebody proposed for a (visible) idea; raises Proposal.DoesNotExist."""
    found = contents.visible_proposal(viewer, proposal_id)
    if found.item_id != item.id:
        raise Proposal.DoesNotExist
    return found


def waited(idea: Idea, at: datetime) -> dict[str, Any]:
    """The public clock: how many days an idea waits, or waited, for its answer, and whether that is too long."""
    until = idea.closed_at or at
    allowed = max(1, (idea.answer_due_at - idea.submitted_at).days)
    days = max(0, (until - idea.submitted_at).days)
    return {
        "days": days, "allowed": allowed, "is_over": until > idea.answer_due_at, "is_running": idea.closed_at is None,
        "share": logic.share_of(days, allowed), "left": max(0, (idea.answer_due_at - at).days),
    }  # fmt: skip


def url_of(item: Item) -> str:
    return kinds.kind("idea").page_url(item)
