"""The whole life of an idea (or anything published): one query over the log, told as far as the viewer may know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from folkmoot.acknowledge.recognition import queries as recognition
from folkmoot.base.outbox import Event
from folkmoot.base.outbox.log import event_of
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item
from folkmoot.commons.people.queries import PersonLine, names_for, visible_people
from folkmoot.commons.spaces.viewer import Viewer

from .. import neighbours, wording
from ..models import Arm, Campaign
from .lists import visible_campaigns

MOST = 2000

# What of the log is told, in which chapter, and in which words. Votes and readings are not: who voted is nobody's to
# read here, and how many stands on the idea's own page. `%(who)s` is who did it.
_TOLD: dict[str, tuple[str, str, Any]] = {
    "content.item.published": ("listen", "message-circle", lazy("%(who)s said it")),
    "content.reply.published": ("listen", "messages-square", lazy("%(who)s talked about it")),
    "content.item.merged": ("listen", "git-merge", lazy("Another one of the same kind was joined to it")),
    "ideas.amendment.accepted": ("listen", "git-pull-request", lazy("An improvement by %(whom)s was taken in")),
    "content.proposal.approved": ("listen", "git-pull-request", lazy("An improvement by %(whom)s was taken in")),
    "ideas.idea.accepted": ("acknowledge", "thumbs-up", lazy("It was accepted")),
    "ideas.idea.declined": ("acknowledge", "circle-x", lazy("It was declined, with a reason")),
    "ideas.owner.changed": ("acknowledge", "key-round", lazy("%(whom)s became its owner")),
    "ideas.sponsor.named": ("acknowledge", "handshake", lazy("%(whom)s stood up for it")),
    "ideas.team.joined": ("acknowledge", "users", lazy("%(whom)s joined in making it real")),
    "ideas.progress.reported": ("acknowledge", "trending-up", lazy("Progress: %(percent)s %%")),
    "ideas.idea.implemented": ("acknowledge", "rocket", lazy("It became real")),
    "ideas.idea.borrowed": ("acknowledge", "git-fork", lazy("Others took it over")),
    "recognition.kudos.given": ("acknowledge", "heart-handshake", lazy("%(who)s thanked %(whom)s for it")),
    "campaigns.campaign.prepared": ("engage", "pen-line", lazy("A campaign for it was prepared: %(title)s")),
    "campaigns.message.approved": (
        "engage",
        "check",
        lazy("What is said about it was written together and approved"),
    ),
    "campaigns.campaign.started": ("engage", "megaphone", lazy("The campaign began: %(title)s")),
    "campaigns.message.carried": ("engage", "megaphone", lazy("%(who)s carried it in their own words")),
    "campaigns.campaign.finished": ("engage", "chart-bar", lazy("What came of it: %(outcome)s")),
}

# Told once for all who did it.
_TOGETHER = ("content.reply.published", "campaigns.message.carried")

_LOG = """
SELECT id, at, name, actor, alias, item, root, person, space, data FROM outbox_event
WHERE item = ANY(%(items)s) AND name = ANY(%(names)s) ORDER BY at, id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened."""

    at: datetime
    chapter: str
    icon: str
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """What happened to something that was said, and who carried it."""

    item: Item
    moments: list[Moment]
    people: list[PersonLine] = field(default_factory=list)
    roles: dict[int, list[str]] = field(default_factory=dict)
    campaigns: list[Campaign] = field(default_factory=list)
    replies: int = 0

    def chapter(self, name: str) -> list[Moment]:
        return [each for each in self.moments if each.chapter == name]


def life(viewer: Viewer, item_id: int) -> Life:
    """The life of something the viewer sees; raises Item.DoesNotExist."""
    item = contents.visible_item(viewer, item_id)
    if item.root_id is not None:
        raise Item.DoesNotExist
    replies = contents.visible_items(viewer).filter(root_id=item.pk).order_by("published_at", "pk")
    known = dict(replies.values_list("pk", "author_id")[:MOST])
    thanks = recognition.thanks_for(viewer, item.pk)
    with connection.cursor() as cursor:
        cursor.execute(_LOG, {"items": [item.pk, *known, *thanks], "names": list(_TOLD), "most": MOST})
        events = [event_of(row) for row in cursor.fetchall()]
    told = visible_campaigns(viewer, keeps=False).filter(idea_id=item.pk)
    finished = {each.pk: each for each in told.order_by("made_at")[:20]}
    events = [each for each in events if _is_told(each, finished)]
    ids = {pk for each in events for pk in (each.actor, each.person)} | {item.author_id}
    seen = visible_people(viewer, for_list=False).filter(pk__in=[pk for pk in ids if pk is not None])
    who = names_for(seen.values_list("pk", flat=True))
    moments = _tell(events, who, finished)
    carried = {
        pk for each in events if each.name not in ("content.reply.published",) for pk in (each.actor, each.person)
        if pk in who
    }  # fmt: skip
    return Life(
        item, moments, [who[pk] for pk in sorted(carried, key=lambda pk: who[pk].name)],
        neighbours.published_roles(viewer, sorted(carried)), list(finished.values()), len(known),
    )  # fmt: skip


def _is_told(event: Event, campaigns: Mapping[int, Campaign]) -> bool:
    """While a campaign runs nobody hears of it here: its lots are dark. Of its texts one was written together."""
    if not event.name.startswith("campaigns."):
        return True
    if event.name == "campaigns.message.approved" and event.data.get("arm") != Arm.Kind.ADVOCATES:
        return False
    return event.data.get("campaign") in campaigns


def _tell(events: list[Event], who: Mapping[int, PersonLine], campaigns: Mapping[int, Campaign]) -> list[Moment]:
    found: list[Moment] = []
    many: dict[tuple[str, object], list[Event]] = {}
    for event in events:
        if event.name in _TOGETHER:
            many.setdefault((event.name, event.data.get("campaign")), []).append(event)
            continue
        chapter, icon, words = _TOLD[event.name]
        facts = {
            "who": _name(event.actor, who), "whom": _name(event.person, who),
            "percent": event.data.get("percent", ""), "title": event.data.get("title", ""),
            "outcome": " ".join(wording.of_comparison(each) for each in event.data.get("outcome", [])[:2]),
        }  # fmt: skip
        found.append(Moment(event.at, chapter, icon, str(words) % facts, _url(event, campaigns)))
    for (name, _campaign), acts in many.items():
        chapter, icon, words = _TOLD[name]
        names = list(dict.fromkeys(_name(each.actor, who) for each in acts))
        found.append(
            Moment(acts[0].at, chapter, icon, str(words) % {"who": _together(names)}, _url(acts[0], campaigns))
        )
    return sorted(found, key=lambda each: each.at)


def _url(event: Event, campaigns: Mapping[int, Campaign]) -> str:
    campaign = campaigns.get(event.data.get("campaign", 0))
    return reverse("campaigns:campaign", args=[campaign.pk]) if campaign is not None else ""


def _together(names: list[str]) -> str:
    shown, more = ", ".join(names[:3]), len(names) - 3
    return _("%(names)s and %(n)d more") % {"names": shown, "n": more} if more > 0 else shown


def _name(person: int | None, who: Mapping[int, PersonLine]) -> str:
    line = who.get(person or 0)
    return line.name if line is not None else _("somebody")
