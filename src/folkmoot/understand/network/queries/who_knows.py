"""Who knows: people with what they said of themselves and what they said where the viewer may read.

Nothing of it is computed from anybody's ties, so nobody has to be analysed to be found. It takes in no one who is
left out. Those who were asked often of late come later, so that the same three are not always asked.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q

from folkmoot.commons.content import kinds
from folkmoot.commons.content.models import Item, ItemTag, Tag
from folkmoot.commons.content.queries import visible_items
from folkmoot.commons.people.models import Person, PersonSkill
from folkmoot.commons.people.queries import PersonLine, lines_of, visible_people
from folkmoot.commons.search import queries as search
from folkmoot.commons.search.asked import Asked
from folkmoot.commons.spaces.viewer import Viewer
from folkmoot.listen.qa import queries as qa

from .. import policy
from ..looking import note_look
from ..models import Picture
from .standing import consenting, left_out
from .system import last_run

MOST = 30
RECENT = timedelta(days=30)
_ACCEPTED, _VALUED, _SAID, _SKILL, _ASK_ME, _NEAR = 3.0, 1.0, 0.5, 1.5, 2.5, 1.0


@dataclass(slots=True)
class Evidence:
    """One reason: `what` is "answer", "accepted", "wrote", "skill" or "ask me"; with a page if there is one."""

    what: str
    text: str
    url: str = ""
    count: int = 0


@dataclass(slots=True)
class Knows:
    """Somebody to ask, why, and how often they were asked of late. `is_maven`: they publish that they are one."""

    person: PersonLine
    evidence: list[Evidence] = field(default_factory=list)
    weight: float = 0.0
    asked_lately: int = 0
    is_maven: bool = False

    @property
    def order(self) -> float:
        """What is for them, shared among those who asked already."""
        return self.weight / (1 + self.asked_lately / 2)


def who_knows(
    viewer: Viewer, *, text: str = "", topic: str | None = None, limit: int = 10,
    without: Collection[int] = (), at: datetime,
) -> list[Knows]:  # fmt: skip
    """People who seem to know about a topic (the name of a tag) or words, best to ask first, each with evidence.

    For colleagues. Only people the viewer may meet, never the viewer nor those in `without`; only evidence the viewer
    may read. That they were found is written down for them.
    """
    if not policy.may_ask_who_knows(viewer) or not (text.strip() or topic):
        return []
    found: dict[int, Knows] = {}
    if topic:
        _by_topic(viewer, topic, found)
    words = text.strip()[:200]
    if words:
        _by_words(viewer, words, found, at)
    _by_profile(topic or words, found)
    away = {viewer.person_id, *viewer.hidden_person_ids, *without} | left_out()
    ids = [pk for pk, one in found.items() if pk not in away and one.weight > 0]
    people = {line.id: line for line in lines_of(visible_people(viewer).filter(pk__in=ids))}
    asked = qa.asked_lately(list(people), since=at - RECENT)
    mavens = _published_mavens(list(people), topic)
    for pk, line in people.items():
        one = found[pk]
        one.person, one.asked_lately, one.is_maven = line, asked.get(pk, 0), pk in mavens
    ready = sorted((found[pk] for pk in people), key=lambda one: (-one.order, one.person.id))[: min(limit, MOST)]
    note_look(viewer=viewer, purpose="who_knows", people=[one.person.id for one in ready], at=at)
    return ready


def _of(found: dict[int, Knows], person_id: int) -> Knows:
    return found.setdefault(person_id, Knows(PersonLine(person_id, "", "")))


def _by_topic(viewer: Viewer, topic: str, found: dict[int, Knows]) -> None:
    """Those whose answers to its questions can be read."""
    tags = Tag.objects.filter(Q(name__iexact=topic) | Q(synonyms__name__iexact=topic)).values("pk")
    roots = list(
        ItemTag.objects.filter(tag__in=tags).order_by("-published_at").values_list("item_id", flat=True)[:500]
    )
    if not roots:
        return
    said = visible_items(viewer).filter(author__isnull=False, kind="answer", root_id__in=roots)
    _answers(list(said.select_related("root").order_by("-score", "-id")[:500]), found)
    wrote = (
        visible_items(viewer).filter(author__isnull=False, root__isnull=True, pk__in=roots).exclude(kind="question")
    )
    for item in wrote.order_by("-score", "-id")[:200]:
        _add(_of(found, item.author_id or 0), Evidence("wrote", item.title or item.excerpt, _url(item)), _SAID)


def _answers(answers: list[Item], found: dict[int, Knows]) -> None:
    marks = qa.marks_of(answers)
    counted: dict[int, int] = {}
    for item in sorted(answers, key=lambda each: (not _is_good(marks.get(each.pk)), -each.score)):
        if item.author_id is None or item.root is None:
            continue
        is_good = _is_good(marks.get(item.pk))
        one = _of(found, item.author_id)
        counted[item.author_id] = counted.get(item.author_id, 0) + 1
        worth = _ACCEPTED if is_good else _VALUED if item.score > 0 else _SAID / 2
        _add(one, Evidence("accepted" if is_good else "answer", item.root.title, _url(item)), worth)
    for pk, count in counted.items():
        for each in found[pk].evidence[:1]:
            each.count = count


def _is_good(marks: object) -> bool:
    return marks is not None and bool(getattr(marks, "accepted_at", None) or getattr(marks, "verified_at", None))


def _by_words(viewer: Viewer, words: str, found: dict[int, Knows], at: datetime) -> None:
    """Those who answered or wrote what a search for the words finds; of a question those who answered it."""
    answers: dict[int, Item] = {}
    asked: list[int] = []
    for kind in ("answer", ""):
        hits = search.search(viewer, Asked(words=words, kind=kind), at=at, corrected=False).hits
        for place, hit in enumerate(hits):
            if hit.item.kind == "question":
                asked.append(hit.item.pk)
            elif hit.item.kind == "answer":
                answers[hit.item.pk] = hit.item
            elif hit.item.author_id is not None:
                near = Evidence("wrote", str(hit.item.title or hit.item.excerpt), hit.url)
                _add(_of(found, hit.item.author_id), near, _NEAR / (1 + place / 5))
    said = visible_items(viewer).filter(author__isnull=False, kind="answer")
    said = said.filter(Q(root_id__in=asked) | Q(pk__in=answers)).select_related("root")
    _answers(list(said.order_by("-score", "-id")[:200]), found)


def _by_profile(words: str, found: dict[int, Knows]) -> None:
    """Those who say of themselves that they know, or may be asked."""
    says_so = "EXISTS (SELECT FROM unnest(ask_me_about) a WHERE lower(a) = lower(%s))"
    near = Person.objects.filter(is_active=True).extra(where=[says_so], params=[words])  # noqa: S610 - fixed
    for person_id in near.values_list("pk", flat=True)[:50]:
        _add(_of(found, person_id), Evidence("ask me", words), _ASK_ME)
    skills = PersonSkill.objects.filter(skill__name__iexact=words, person__is_active=True)
    rows = skills.order_by("-endorsement_count").values_list("person_id", "skill__name", "endorsement_count")[:50]
    for person_id, name, count in rows:
        _add(_of(found, person_id), Evidence("skill", name, count=count), _SKILL + min(count, 10) / 10)


def _add(one: Knows, evidence: Evidence, worth: float) -> None:
    one.weight += worth
    if len(one.evidence) < 3 and not any(each.url and each.url == evidence.url for each in one.evidence):
        one.evidence.append(evidence)


def _url(item: Item) -> str:
    return kinds.kind(item.kind).page_url(item)


def _published_mavens(people: list[int], topic: str | None) -> set[int]:
    """Those of them who are mavens on the topic and have chosen to say so."""
    newest = last_run()
    if newest is None or not topic:
        return set()
    tag = Tag.objects.filter(name__iexact=topic).values_list("pk", flat=True).first()
    open_to = consenting("publish") & frozenset(people)
    found = Picture.objects.filter(snapshot=newest, role="maven", topic=tag or 0, is_found=True, person__in=open_to)
    return set(found.values_list("person_id", flat=True))


def topics_to_ask_about(viewer: Viewer, *, limit: int = 24) -> list[str]:
    """Topics under which the viewer can read something of late, most used first: where to begin."""
    newest = visible_items(viewer).filter(root__isnull=True).order_by("-published_at").values("pk")[:1000]
    tags = ItemTag.objects.filter(item__in=newest, tag__synonym_of__isnull=True)
    rows = tags.values_list("tag__name").annotate(n=Count("pk")).order_by("-n", "tag__name")[:limit]
    return [name for name, _ in rows]
