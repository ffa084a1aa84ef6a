"""What moderators see of the desk on their home page."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import ngettext

from folkmoot.commons.content import queries as content
from folkmoot.commons.feed.side import Waiting
from folkmoot.commons.spaces.viewer import Viewer

from . import policy


def open_reports(viewer: Viewer) -> Iterable[Waiting]:
    """How many reports wait for this viewer's answer; nothing for those who moderate nothing."""
    if policy.may_see_desk(viewer) and (count := content.reports_for(viewer).count()):
        words = ngettext("%d report waits for an answer", "%d reports wait for an answer", count) % count
        yield Waiting(words, reverse("moderation:desk"), "flag")
