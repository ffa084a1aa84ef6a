"""What people are credited for around an idea."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from folkmoot.base.outbox import Event
from folkmoot.commons.content.deeds import Deed


def _co_authors(event: Event) -> Sequence[int]:
    return [pk for pk in event.data.get("co_authors", ()) if pk != event.person]


def _builders(event: Event) -> Sequence[int]:
    """Who made it real besides its author: owner, team and co-authors."""
    people = [event.data.get("owner"), *event.data.get("team", ()), *event.data.get("co_authors", ())]
    return [pk for pk in people if pk is not None and pk != event.person]


DEEDS = (
    Deed("content.item.published", "proposed", _("proposed an idea"), kind="idea", icon="lightbulb"),
    Deed(
        "ideas.idea.accepted", "idea_accepted", _("had an idea accepted"), whose="author", icon="thumbs-up",
        weight=10, is_received=True,
    ),
    Deed(
        "ideas.idea.accepted", "co_authored", _("had a part in an idea that was accepted"), whose=_co_authors,
        icon="users", weight=6, is_received=True,
    ),
    Deed(
        "ideas.idea.implemented", "implemented", _("had an idea that became real"), whose="author", icon="rocket",
        weight=20, is_received=True,
    ),
    Deed("ideas.idea.implemented", "built", _("made an idea real"), whose=_builders, icon="hammer", weight=12),
    Deed(
        "ideas.idea.borrowed", "reused", _("made what others built on"), whose="author", icon="git-fork",
        weight=15, is_received=True,
    ),
    Deed(
        "ideas.amendment.accepted", "amended", _("improved an idea of somebody else"), whose="person",
        icon="git-pull-request", weight=8, is_received=True,
    ),
    Deed("ideas.task.done", "did_task", _("did a task for an idea"), whose="person", icon="circle-check", weight=2),
    Deed("ideas.sponsor.named", "sponsored", _("stood up for an idea"), whose="person", icon="handshake", weight=3),
)  # fmt: skip
