"""What advocates do: say yes or no, write, choose days, and pass it on by acts of their own."""

from datetime import date, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from folkmoot.base.site import settings as site
from folkmoot.commons.content import actions as content
from folkmoot.commons.content.models import Item
from folkmoot.commons.spaces import actions as spaces
from folkmoot.commons.spaces.viewer import Viewer
from folkmoot.listen.notes import actions as notes

from ..models import Advocate, Arm, Campaign, Share
from ..models.campaigns import MOST_HEADLINE
from ..refusals import NotYours, TextIsMissing, WrongStep
from .holding import check_words, tell

MOST_SHARES = 50
OUTWARD = {Share.Channel.MAIL, Share.Channel.LINK, Share.Channel.MASTODON, Share.Channel.LINKEDIN}


def hold_mine(viewer: Viewer, campaign_id: int, *, has_accepted: bool = True) -> Advocate:
    """This will lock the viewer's own row; raises Campaign.DoesNotExist for everybody who was not asked."""
    if viewer.person_id is None:
        raise Campaign.DoesNotExist
    mine = (
        Advocate.objects.select_for_update(of=("self",))
        .select_related("campaign")
        .filter(campaign_id=campaign_id, person_id=viewer.person_id)
        .first()
    )
    if mine is None or (has_accepted and mine.accepted_at is None):
        raise Campaign.DoesNotExist
    return mine


@transaction.atomic
def accept(*, viewer: Viewer, campaign_id: int, at: datetime) -> Advocate:
    """This will make the viewer an advocate, and a member of the workshop. Done twice it is done once."""
    mine = hold_mine(viewer, campaign_id, has_accepted=False)
    if mine.accepted_at is not None:
        return mine
    if mine.campaign.state != "preparing":
        raise WrongStep
    mine.accepted_at = at
    mine.save(update_fields=["accepted_at"])
    if mine.campaign.workshop is not None:
        spaces.add_member(space=mine.campaign.workshop, person_id=mine.person_id, by=mine.person_id, at=at)
    tell("advocate.accepted", mine.campaign, viewer.person_id, at)
    return mine


@transaction.atomic
def decline(*, viewer: Viewer, campaign_id: int, at: datetime) -> None:
    """This will say no, without a trace: no row, no event, no note, no number that changes for anybody.

    Who has said yes before may still step back until the campaign begins; that, the others do see.
    """
    mine = hold_mine(viewer, campaign_id, has_accepted=False)
    if mine.accepted_at is not None and mine.campaign.state != "preparing":
        raise WrongStep
    had_accepted, workshop = mine.accepted_at is not None, mine.campaign.workshop
    mine.delete()
    if had_accepted and workshop is not None:
        spaces.leave(actor=viewer, space=workshop, at=at)


@transaction.atomic
def hand_in(*, viewer: Viewer, campaign_id: int, title: str, body: str, at: datetime) -> Item:
    """This will put a draft into the workshop, for the others to comment on, improve and vote for."""
    campaign = Campaign.objects.get(pk=campaign_id)
    if campaign.state != "preparing" or campaign.workshop_id is None:
        raise WrongStep
    if campaign.workshop_id not in viewer.space_ids:
        raise Campaign.DoesNotExist
    if not title.strip() or not body.strip():
        raise TextIsMissing
    return content.publish(
        viewer=viewer, kind="message", title=check_words(title, most=MOST_HEADLINE), body=body,
        space_id=campaign.workshop_id, at=at,
    )  # fmt: skip


@transaction.atomic
def write_own_words(*, viewer: Viewer, campaign_id: int, text: str, at: datetime) -> Advocate:
    """This will keep how the viewer says it themselves; empty: as it was approved."""
    mine = hold_mine(viewer, campaign_id)
    mine.own_words = check_words(text)
    mine.save(update_fields=["own_words"])
    return mine


@transaction.atomic
def plan_share(*, viewer: Viewer, campaign_id: int, channel: str, on: date, at: datetime) -> Share:
    """This will remind the viewer on that day; nothing is sent by itself. Raises WrongStep, NotYours."""
    mine = hold_mine(viewer, campaign_id)
    if channel not in Share.Channel.values or on < at.date() or on > mine.campaign.ends_at.date():
        raise WrongStep
    if mine.shares.count() >= MOST_SHARES:
        raise NotYours
    return Share.objects.create(advocate=mine, channel=channel, planned_on=on)


@transaction.atomic
def unplan(*, viewer: Viewer, campaign_id: int, share_id: int, at: datetime) -> None:
    """This will forget a planned share of the viewer's own."""
    mine = hold_mine(viewer, campaign_id)
    mine.shares.filter(pk=share_id, done_at=None).delete()


@transaction.atomic
def share(*, viewer: Viewer, campaign_id: int, channel: str, space_id: int | None = None, at: datetime) -> Share:
    """This will pass the message on by the viewer's own act: a note in their name, or the record that they now open
    a letter, a link or another network themselves. Raises WrongStep; NotAllowed and others of content for notes.
    """
    mine = hold_mine(viewer, campaign_id)
    campaign = mine.campaign
    if campaign.state != "running" or channel not in Share.Channel.values:
        raise WrongStep
    if mine.shares.filter(done_at__isnull=False).count() >= MOST_SHARES:
        raise WrongStep
    item = None
    if channel in (Share.Channel.NOTE, Share.Channel.SPACE):
        if channel == Share.Channel.SPACE and space_id is None:
            raise WrongStep
        item = notes.post(
            viewer=viewer, body=words_of(mine), at=at,
            **({"space_id": space_id} if channel == Share.Channel.SPACE else {"audience": 2}),
        )  # fmt: skip
    planned = mine.shares.filter(done_at=None, channel=channel, planned_on__lte=at.date()).first()
    done = planned or Share(advocate=mine, channel=channel)
    done.done_at, done.item = at, item
    done.save()
    tell("message.carried", campaign, viewer.person_id, at, data={"channel": channel, "carried": item and item.pk})
    return done


def words_of(mine: Advocate, *, is_outward: bool = False) -> str:
    """What the advocate passes on: their words or the approved ones, their link, and where it leaves the house what
    has to be said then."""
    arm = Arm.objects.get(campaign=mine.campaign_id, kind=Arm.Kind.ADVOCATES)
    said = mine.own_words or f"{arm.headline}\n\n{arm.text}"
    parts = [said, link_of(mine)]
    if is_outward:
        parts.append(str(site.get("campaigns.disclosure")))
    return "\n\n".join(part for part in parts if part)


def link_of(mine: Advocate) -> str:
    return settings.SITE_URL + reverse("campaigns:come", args=[mine.token])


def way_out(mine: Advocate, channel: str, *, server: str = "") -> str:
    """Where the advocate's own browser goes to share it outside; the other side asks them before it posts."""
    words = words_of(mine, is_outward=True)
    arm = Arm.objects.get(campaign=mine.campaign_id, kind=Arm.Kind.ADVOCATES)
    if channel == Share.Channel.MAIL:
        return "mailto:?" + urlencode({"subject": arm.headline, "body": words}).replace("+", "%20")
    if channel == Share.Channel.LINKEDIN:
        return "https://www.linkedin.com/sharing/share-offsite/?" + urlencode({"url": link_of(mine)})
    if channel == Share.Channel.MASTODON:
        return f"https://{server}/share?" + urlencode({"text": words})
    return ""
