"""What questions ask of this room: who may know."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from folkmoot.commons.content.models import Item, ItemTag
from folkmoot.commons.spaces.viewer import Viewer
from folkmoot.listen.qa.finding import Suggestion

from . import queries


def for_question(
    viewer: Viewer, question: Item, limit: int, without: Sequence[int], at: datetime
) -> list[Suggestion]:
    """Who seems to know what a question is about, by its topics and its title."""
    topics = list(ItemTag.objects.filter(item=question).values_list("tag__name", flat=True)[:3])
    found: dict[int, queries.Knows] = {}
    for topic in topics:
        for each in queries.who_knows(viewer, topic=topic, limit=limit, without=without, at=at):
            known = found.setdefault(each.person.id, each)
            known.weight = max(known.weight, each.weight)
    if len(found) < limit:
        for each in queries.who_knows(viewer, text=question.title, limit=limit, without=without, at=at):
            found.setdefault(each.person.id, each)
    ready = sorted(found.values(), key=lambda each: (-each.order, each.person.id))[:limit]
    return [Suggestion(each.person.id, said(each.evidence[0])) for each in ready if each.evidence]


def said(reason: queries.Evidence) -> str:
    """One reason in a few words."""
    words = {
        "accepted": _("Solved “%s”"), "answer": _("Answered “%s”"), "wrote": _("Wrote “%s”"),
        "skill": _("Has the skill %s"), "ask me": _("Says: ask me about %s"),
    }[reason.what]  # fmt: skip
    return words % reason.text[:60]
