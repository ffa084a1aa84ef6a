"""What waits for whoever looks at their home, and the line beside an idea."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.base.clock import now
from folkmoot.commons.content.item_lines import Line
from folkmoot.commons.content.models import Item
from folkmoot.commons.feed.side import Waiting
from folkmoot.commons.spaces.viewer import Viewer

from . import policy, queries


def waiting_for(viewer: Viewer) -> Iterable[Waiting]:
    """An announcement meant for me, two questions, an invitation to carry a message, a share planned for today."""
    if not policy.may_take_part(viewer):
        return
    for word in queries.words_for(viewer, at=now()):
        url = reverse(f"campaigns:{word.page}", args=[word.campaign_id])
        if word.page == "read":
            yield Waiting(word.headline, url, "megaphone")
        elif word.page == "questions":
            yield Waiting(
                _("Two short questions: %(title)s") % {"title": word.headline}, url, "message-circle-question-mark"
            )
        elif word.is_invitation:
            yield Waiting(
                _("You are asked to carry a message: %(title)s") % {"title": word.headline}, url, "hand-heart"
            )
        else:
            yield Waiting(
                _("You planned to share today: %(title)s") % {"title": word.headline}, url, "calendar-check"
            )


def life_of_an_idea(viewer: Viewer, item: Item) -> Iterable[Line]:
    if not policy.may_take_part(viewer):
        return
    yield Line(
        _("Its whole life, from the first word to what came of it"),
        reverse("campaigns:life", args=[item.id]),
        "route",
    )
