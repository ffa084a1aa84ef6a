"""What the verbs have in common: a locked row for somebody who may, and the line in the log."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from folkmoot.base import outbox
from folkmoot.base.letters import at_most
from folkmoot.commons.spaces import actions as spaces
from folkmoot.commons.spaces.viewer import Viewer

from ..keepers import is_keeper
from ..models import Campaign
from ..models.campaigns import MOST_TEXT
from ..refusals import NotAllowed, SignInFirst, TextIsTooLong, WrongStep


def check_keeper(viewer: Viewer) -> None:
    if viewer.is_guest:
        raise SignInFirst
    if not is_keeper(viewer):
        raise NotAllowed


def hold(viewer: Viewer, campaign_id: int, *states: str) -> Campaign:
    """This will lock a campaign for somebody who keeps campaigns; raises NotAllowed, WrongStep, DoesNotExist."""
    check_keeper(viewer)
    return hold_for_system(campaign_id, *states)


def hold_for_system(campaign_id: int, *states: str) -> Campaign:
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    if states and campaign.state not in states:
        raise WrongStep
    return campaign


def check_words(text: str, *, most: int = MOST_TEXT) -> str:
    """The words without what surrounds them; raises TextIsTooLong, which says of many lines which one it is."""
    begins = {"words": text.strip()[:40], "most": most}
    too_long = _("“%(words)s…” has more than %(most)d letters. Please shorten it.") % begins
    return at_most(most, text, TextIsTooLong(too_long))


def close_workshop(campaign: Campaign, by: int | None, at: datetime) -> None:
    """This will close the place where the message was written; those who were in it can go on reading there."""
    if campaign.workshop is not None:
        spaces.archive_for_room(space=campaign.workshop, by=by, at=at)


def tell(what: str, campaign: Campaign, by: int | None, at: datetime, **facts: Any) -> None:
    """This will write what happened to the log, as a part of the life of the idea it is about.

    Never about what one of the audience heard or did, nor who was asked to carry it.
    """
    data = {"campaign": campaign.pk, "title": campaign.title, **facts.pop("data", {})}
    facts.setdefault("item", campaign.idea_id)
    facts.setdefault("root", campaign.idea_id)
    outbox.record(f"campaigns.{what}", at=at, actor=by, data=data, **facts)
