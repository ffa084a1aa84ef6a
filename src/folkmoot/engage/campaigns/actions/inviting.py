"""Asking people to carry a message: those whom the engine finds among those who offered themselves.

Nobody who plans campaigns learns who was asked: only who said yes. The row of who says no is deleted; those who do
not answer have theirs deleted at the start. What is left of all of them is one sealed token each, which only keeps
the same person from being asked twice.
"""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from folkmoot.base.audit import actions as audit
from folkmoot.commons.feed import actions as feed
from folkmoot.commons.spaces.viewer import Viewer

from .. import audience, neighbours
from ..models import Advocate, Arm, Campaign
from ..refusals import NobodyOffers, WrongStep
from ..tokens import ADVOCATE, new_token
from .holding import hold


@transaction.atomic
def ask_advocates(
    *, viewer: Viewer, campaign_id: int, chosen: neighbours.Choice | None = None, at: datetime
) -> int:  # fmt: skip
    """This will ask as many people as are still wanted; how many are asked altogether so far.

    They are chosen for the most people they are expected to reach together, under the quota of each unit and the
    hours there are; or were `chosen` so already, and then those of them are asked who may still be. Raises WrongStep,
    NobodyOffers.
    """
    campaign = hold(viewer, campaign_id, "preparing")
    missing, among, _meant = _possible(campaign)
    if chosen is None:
        chosen = choose(viewer, campaign, at=at)
    people = [each for each in chosen.people if each.person_id in among][:missing]
    if not people:
        raise NobodyOffers
    Advocate.objects.bulk_create(
        Advocate(
            campaign=campaign, person_id=each.person_id, token=new_token(ADVOCATE), reach=each.reach, why=each.why,
            asked_at=at,
        )
        for each in people
    )  # fmt: skip
    campaign.asked = sorted([*campaign.asked, *(sealed(campaign, each.person_id) for each in people)])
    campaign.choice = chosen.figures
    campaign.save(update_fields=["asked", "choice"])
    audit.note("campaigns.advocates.asked", at=at, actor=viewer.person_id, campaign=campaign.pk)
    path = reverse("campaigns:advocate", args=[campaign.pk])
    feed.tell([feed.News("advocate", {each.person_id: "asked"}, at, path=path) for each in people])
    return len(campaign.asked)


def choose(viewer: Viewer, campaign: Campaign, *, at: datetime) -> neighbours.Choice:
    """Whom to ask now, of those who offered themselves; nobody is asked yet. At 100,000 people this takes seconds.

    Raises WrongStep, NobodyOffers.
    """
    missing, among, meant = _possible(campaign)
    return neighbours.choose(
        viewer, size=min(missing, len(among)), among=among, audience=meant,
        per_unit=campaign.advocates_per_unit, seed=campaign.pk % 2**31, at=at,
    )  # fmt: skip


def check(campaign: Campaign) -> None:
    """Raises WrongStep where nobody is asked to carry it now."""
    if campaign.state != "preparing" or not campaign.arms.filter(kind=Arm.Kind.ADVOCATES).exists():
        raise WrongStep


def _possible(campaign: Campaign) -> tuple[int, set[int], set[int]]:
    """How many are wanted still, who may be asked, and whom it is meant for. Raises WrongStep, NobodyOffers."""
    check(campaign)
    missing = campaign.advocates_wanted - Advocate.objects.filter(campaign=campaign).count()
    known, meant = set(campaign.asked), audience.people_of(campaign)
    # Of those who offered themselves nobody else: not those who plan campaigns, not those who were asked before.
    possible = (neighbours.offered() & meant) - audience.keepers()
    among = {pk for pk in possible if sealed(campaign, pk) not in known}
    if missing <= 0 or not among:
        raise NobodyOffers
    return missing, among, meant


def sealed(campaign: Campaign, person_id: int) -> str:
    """A word that is the same for a person and a campaign; without the site's secret it leads back to nobody."""
    text = f"{campaign.pk}:{person_id}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()[:24]


__all__ = ["ask_advocates", "check", "choose", "sealed"]
