"""The reading door of questions: lists with their counts, the marks of answers, experts, whom to invite."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from folkmoot.base.web.paging import Page, count_up_to, page_of
from folkmoot.base.web.statements import AnyOf, Statement
from folkmoot.commons.content import voices
from folkmoot.commons.content.models import Item, ItemTag
from folkmoot.commons.content.queries import in_audience_for_system, visible_items, whole
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.viewer import Viewer

from . import finding
from .models import Answer, Expert, Invitation

SHOWN = ("all", "unanswered", "unsolved", "solved", "mine")
SORTS = {"active": "last_activity_at", "new": "published_at", "votes": "score"}


def questions(viewer: Viewer, *, show: str = "all", tag: str = "", space_id: int | None = None) -> QuerySet[Item]:
    """The questions a viewer may read; `show` is one of SHOWN."""
    found = visible_items(viewer).filter(kind="question", root__isnull=True)
    if space_id is not None:
        found = found.filter(space_id=space_id)
    if tag:
        named = ItemTag.objects.filter(Q(tag__name__iexact=tag) | Q(tag__synonyms__name__iexact=tag))
        found = found.filter(id__in=named.values("item_id"))
    if show == "unanswered":
        return found.filter(answer_count=0, duplicate_of__isnull=True)
    if show == "unsolved":
        return found.filter(resolved_at__isnull=True, answer_count__gt=0, duplicate_of__isnull=True)
    if show == "solved":
        return found.filter(resolved_at__isnull=False)
    if show == "mine":
        if viewer.is_guest:
            return found.none()
        return found.filter(Q(author_id=viewer.person_id) | Q(alias_id__in=voices.my_alias_ids(viewer)))
    return found


def question_page(viewer: Viewer, *, sort: str = "active", after: str = "", **which: Any) -> Page:
    """One page of `questions(**which)`; `sort` is one of SORTS."""
    by = SORTS.get(sort, "last_activity_at")
    page = page_of(questions(viewer, **which).only("version", by), by=by, after=after)
    return replace(page, rows=whole(viewer, page.rows))


def question_counts(viewer: Viewer, *, tag: str = "", space_id: int | None = None) -> dict[str, int]:
    """How many there are of each of SHOWN, up to a thousand."""
    shown = [show for show in SHOWN if show != "mine" or not viewer.is_guest]
    return count_up_to({show: questions(viewer, show=show, tag=tag, space_id=space_id) for show in shown})


def marks_of(items: Sequence[Item]) -> dict[int, Answer]:
    """The marks of (visible) answers, one query."""
    return {marks.pk: marks for marks in _MARKS.rows({"ids": [item.id for item in items]})}


_MARKS: Statement[Answer] = Statement(
    lambda: Answer.objects.filter(item_id=AnyOf("ids")).select_related("verified_by")
)


@dataclass(frozen=True, slots=True)
class Related:
    """Questions that belong to one: what it repeats, and what repeats it, as far as the viewer may see them."""

    original: Item | None
    duplicates: list[Item]


def related(viewer: Viewer, question: Item) -> Related:
    linked = visible_items(viewer).filter(Q(id=question.duplicate_of_id) | Q(duplicate_of=question))
    found = list(linked.order_by("-score", "-id")[:21])
    original = next((each for each in found if each.id == question.duplicate_of_id), None)
    return Related(original, [each for each in found if each.duplicate_of_id == question.id])


def is_expert_on(viewer: Viewer, question: Item) -> bool:
    """Whether the viewer was named an expert on one of a question's tags."""
    if viewer.is_guest:
        return False
    tags = ItemTag.objects.filter(item=question).values("tag_id")
    return Expert.objects.filter(person_id=viewer.person_id, tag_id__in=tags).exists()


def invited(question: Item) -> list[Invitation]:
    """Who was invited to answer a (visible) question."""
    return list(Invitation.objects.filter(question=question).select_related("person").order_by("at")[:50])


@dataclass(frozen=True, slots=True)
class MayKnow:
    """Somebody to invite, and why: a room above may say; else their headline does."""

    person: Person
    note: str | None = None


def who_may_know(viewer: Viewer, question: Item, *, at: datetime, limit: int = 5) -> list[MayKnow]:
    """People to invite: named experts of its tags first, then those a room above finds, then those whose answers
    under its tags were valued."""
    if viewer.is_guest:
        return []
    away = {viewer.person_id, question.author_id, *viewer.hidden_person_ids}
    away |= set(Invitation.objects.filter(question=question).values_list("person_id", flat=True))
    known = [each for each in away if each is not None]
    found = finding.suggestions(viewer, question, limit=limit, without=known, at=at)
    notes = {each.person_id: each.note for each in found}
    experts, helpful = _under_its_tags(viewer, question)
    ids = [each for each in dict.fromkeys([*experts, *notes, *helpful]) if each is not None and each not in away][:20]
    people = Person.objects.in_bulk(list(in_audience_for_system(question, ids)))
    return [MayKnow(people[each], notes.get(each)) for each in ids if each in people][:limit]


def _under_its_tags(viewer: Viewer, question: Item) -> tuple[list[int], list[int | None]]:
    """Named experts, and those whose answers were valued."""
    tags = list(ItemTag.objects.filter(item=question).values_list("tag_id", flat=True))
    if not tags:
        return [], []
    experts = list(Expert.objects.filter(tag_id__in=tags).order_by("named_at").values_list("person_id", flat=True))
    asked = ItemTag.objects.filter(tag_id__in=tags).order_by("-published_at").values_list("item_id", flat=True)[:300]
    helpful = (
        visible_items(viewer)
        .filter(root_id__in=list(asked), kind="answer", author__isnull=False, score__gt=0)
        .order_by("-score")
        .values_list("author_id", flat=True)[:100]
    )
    return experts, list(helpful)


def asked_lately(person_ids: Sequence[int], *, since: datetime) -> dict[int, int]:
    """How often each of these was invited to answer since then; for sharing the asking out, not for showing."""
    found = Invitation.objects.filter(person_id__in=person_ids, at__gte=since)
    return dict(found.values_list("person_id").annotate(n=Count("pk")))


def experts() -> list[Expert]:
    """Everybody named, by tag; shown to whoever is signed in."""
    return list(
        Expert.objects.select_related("tag", "person").order_by("tag__name", "person__sort_name", "person_id")[:1000]
    )
