"""The texts: written, suggested from the workshop, approved by somebody who did not write in them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from folkmoot.base.audit import actions as audit
from folkmoot.commons.content import queries as contents
from folkmoot.commons.spaces.viewer import Viewer

from .. import policy
from ..models import Arm, Campaign, Place
from ..models.campaigns import MOST_HEADLINE, MOST_PLACE
from ..refusals import FourEyes, NotAllowed, TextHasChanged, TextIsMissing, WrongStep
from ..tokens import POSTER, new_token
from .holding import check_words, hold, tell

MOST_MINUTES = 100_000


@transaction.atomic
def write_text(*, viewer: Viewer, campaign_id: int, kind: str, headline: str, text: str, at: datetime) -> Arm:
    """This will write what one way of the campaign says; whoever writes in it cannot approve it.

    Raises TextIsMissing, TextIsTooLong, WrongStep, Arm.DoesNotExist.
    """
    campaign = hold(viewer, campaign_id, "draft", "preparing")
    arm = _arm(campaign, kind)
    if not headline.strip() or not text.strip():
        raise TextIsMissing
    arm.headline, arm.text, arm.draft = check_words(headline, most=MOST_HEADLINE), check_words(text), None
    return _written(arm, [*arm.writer_ids, viewer.person_id])


@transaction.atomic
def adopt(*, viewer: Viewer, campaign_id: int, item_id: int, at: datetime) -> Arm:
    """This will take a draft from the workshop as what the advocates carry, with all who wrote in it.

    Raises NotAllowed for what is no draft of this workshop, TextIsTooLong, WrongStep.
    """
    campaign = hold(viewer, campaign_id, "preparing")
    item = contents.visible_item(viewer, item_id, kind="message")
    if campaign.workshop_id is None or item.space_id != campaign.workshop_id or not item.is_published:
        raise NotAllowed
    arm = _arm(campaign, Arm.Kind.ADVOCATES)
    arm.headline, arm.text, arm.draft = check_words(item.title, most=MOST_HEADLINE), check_words(item.body), item
    return _written(arm, contents.writers_for_system(item.pk))


def _arm(campaign: Campaign, kind: str) -> Arm:
    return Arm.objects.select_for_update().exclude(kind=Arm.Kind.NOTHING).get(campaign=campaign, kind=kind)


def _written(arm: Arm, writers: Sequence[int | None]) -> Arm:
    arm.writer_ids = list(dict.fromkeys(each for each in writers if each is not None))
    arm.version += 1
    arm.approved_at, arm.approved_by = None, None
    arm.save()
    return arm


@transaction.atomic
def approve(*, viewer: Viewer, campaign_id: int, kind: str, expected_version: int, at: datetime) -> Arm:
    """This will bring a text into force. Raises FourEyes for its writers, TextHasChanged, TextIsMissing, WrongStep.

    Those who wrote what advocates carry are credited.
    """
    campaign = hold(viewer, campaign_id, "preparing")
    arm = _arm(campaign, kind)
    if not arm.text:
        raise TextIsMissing
    if arm.version != expected_version:
        raise TextHasChanged
    if not policy.may_approve(viewer, arm, keeps=True):
        raise FourEyes
    arm.approved_at, arm.approved_by_id = at, viewer.person_id
    arm.save(update_fields=["approved_at", "approved_by"])
    audit.note("campaigns.text.approved", at=at, actor=viewer.person_id, campaign=campaign.pk, arm=kind)
    writers = arm.writer_ids if arm.draft_id is not None else []
    tell("message.approved", campaign, viewer.person_id, at, data={"writers": writers, "arm": kind})
    return arm


@transaction.atomic
def log_minutes(*, viewer: Viewer, campaign_id: int, kind: str, minutes: int, at: datetime) -> Arm:
    """This will note how much work went into one way, besides the reading; until the campaign is over."""
    campaign = hold(viewer, campaign_id, "draft", "preparing", "running")
    if not 0 <= minutes <= MOST_MINUTES:
        raise WrongStep
    arm = _arm(campaign, kind)
    arm.minutes = minutes
    arm.save(update_fields=["minutes"])
    return arm


@transaction.atomic
def put_up(*, viewer: Viewer, campaign_id: int, label: str, at: datetime) -> Place:
    """This will add a place where a poster hangs, with a code of its own. Raises WrongStep, TextIsMissing,
    TextIsTooLong."""
    campaign = hold(viewer, campaign_id, "draft", "preparing", "running")
    if not label.strip():
        raise TextIsMissing
    place, _is_new = Place.objects.get_or_create(
        campaign=campaign, label=check_words(label, most=MOST_PLACE), defaults={"token": new_token(POSTER)}
    )
    return place
