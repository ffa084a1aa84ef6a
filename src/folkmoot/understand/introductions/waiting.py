"""What waits for somebody, for their home."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import ngettext

from folkmoot.commons.feed.side import Waiting
from folkmoot.commons.spaces.viewer import Viewer

from . import policy, queries


def waiting_for(viewer: Viewer) -> Iterable[Waiting]:
    if policy.may_take_part(viewer) and (count := queries.waiting_count(viewer)):
        words = ngettext("%d question about meeting people", "%d questions about meeting people", count) % count
        yield Waiting(words, reverse("introductions:mine"), "handshake")
