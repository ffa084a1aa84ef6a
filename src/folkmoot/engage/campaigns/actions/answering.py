"""What people of the audience do: come by a link, read what is meant for them, say yes, answer two questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from folkmoot.commons.spaces.viewer import Viewer

from ..models import Advocate, Arm, Campaign, Goal, Participant, Place
from ..refusals import AnsweredAlready, SignInFirst, WrongStep
from ..tokens import ADVOCATE, LETTER, POSTER


@dataclass(frozen=True, slots=True)
class Came:
    """Where a link belongs: its campaign, the way it is part of, and by whom."""

    campaign: Campaign
    kind: str
    advocate: Advocate | None = None
    place: Place | None = None
    participant: Participant | None = None


def whose_link(token: str) -> Came:
    """What a link is part of; raises Campaign.DoesNotExist. Only links of campaigns that run or ran lead anywhere."""
    came = _read(token)
    if came.campaign.state not in ("running", "finished"):
        raise Campaign.DoesNotExist
    return came


def _read(token: str) -> Came:
    if token[:1] == LETTER:
        row = Participant.objects.select_related("campaign").filter(token=token).first()
        if row is not None:
            return Came(row.campaign, Arm.Kind.EMAIL, participant=row)
    elif token[:1] == POSTER:
        place = Place.objects.select_related("campaign").filter(token=token).first()
        if place is not None:
            return Came(place.campaign, Arm.Kind.POSTER, place=place)
    elif token[:1] == ADVOCATE:
        who = Advocate.objects.select_related("campaign").filter(token=token, accepted_at__isnull=False).first()
        if who is not None:
            return Came(who.campaign, Arm.Kind.ADVOCATES, advocate=who)
    raise Campaign.DoesNotExist


@transaction.atomic
def read_message(*, viewer: Viewer, token: str = "", campaign_id: int | None = None, at: datetime) -> None:
    """This will note that what stands behind a link, or the announcement meant for the viewer, has reached them.

    Guests are only counted, by place or advocate. Nothing is noted of a campaign that is over.
    """
    if token:
        came = whose_link(token)
        campaign_id, kind = came.campaign.pk, came.kind
        mine = _mine(viewer, campaign_id)
        if mine is None and viewer.is_guest:
            _count_guest(came)
    else:
        came, kind, mine = None, Arm.Kind.ANNOUNCEMENT, _mine(viewer, campaign_id)
    if mine is not None and mine.campaign.state == "running":
        note_seen(mine, kind, came.advocate.pk if came is not None and came.advocate is not None else None, at)


def note_seen(mine: Participant, kind: str, through: int | None, at: datetime) -> None:
    """This will note that a message of this way has reached somebody, the first time it does."""
    if mine.arm.kind == kind:
        if mine.seen_at is None:
            mine.seen_at, mine.through = at, through
            mine.save(update_fields=["seen_at", "through"])
    elif mine.stray_at is None:
        mine.stray_at = at
        mine.save(update_fields=["stray_at"])


def _count_guest(came: Came) -> None:
    if came.place is not None:
        Place.objects.filter(pk=came.place.pk).update(guest_count=F("guest_count") + 1)
    elif came.advocate is not None:
        Advocate.objects.filter(pk=came.advocate.pk).update(guest_count=F("guest_count") + 1)


def _mine(viewer: Viewer, campaign_id: int | None) -> Participant | None:
    if viewer.person_id is None:
        return None
    return (
        Participant.objects.select_for_update(of=("self",))
        .select_related("campaign", "arm")
        .filter(campaign_id=campaign_id, person_id=viewer.person_id)
        .first()
    )


@transaction.atomic
def follow(*, viewer: Viewer, token: str, at: datetime) -> Campaign:
    """This will note that somebody went on from a message to where it leads; of a goal "link" it is what counts.

    It is whoever is signed in; without that, whoever the letter was sent to. By a button, never by opening an
    address: programs that look at letters before people do open all their links.
    """
    came = whose_link(token)
    mine = _mine(viewer, came.campaign.pk)
    if mine is None and viewer.is_guest and came.participant is not None:
        mine = (
            Participant.objects.select_for_update(of=("self",))
            .select_related("campaign", "arm")
            .get(pk=came.participant.pk)
        )
    if mine is not None and came.campaign.state == "running":
        note_seen(mine, came.kind, came.advocate.pk if came.advocate is not None else None, at)
        if came.campaign.goal == Goal.LINK:
            note_done(mine, at)
    return came.campaign


def note_done(mine: Participant, at: datetime) -> None:
    """This will note the first time somebody did it, while it counts."""
    campaign = mine.campaign
    counts = campaign.state == "running" and campaign.started_at is not None
    if counts and mine.did_at is None and campaign.started_at <= at <= campaign.ends_at:  # type: ignore[operator]
        mine.did_at = at
        mine.save(update_fields=["did_at"])


@transaction.atomic
def sign_up(*, viewer: Viewer, campaign_id: int, at: datetime) -> bool:
    """This will count the viewer in; whether they are, from now on or already. Raises SignInFirst, WrongStep,
    Campaign.DoesNotExist for whom it is not meant."""
    if viewer.is_guest:
        raise SignInFirst
    mine = _mine(viewer, campaign_id)
    if mine is None or mine.campaign.goal != Goal.SIGNED_UP:
        raise Campaign.DoesNotExist
    if mine.campaign.state != "running" or mine.campaign.ends_at < at:
        raise WrongStep
    note_done(mine, at)
    return True


@transaction.atomic
def answer_questions(*, viewer: Viewer, campaign_id: int, answers: Sequence[str], at: datetime) -> bool:
    """This will keep whether somebody knew both answers (not what they chose), once.

    Everybody of the audience is asked alike in the last third of the campaign, whatever reached them. Raises
    AnsweredAlready, WrongStep.
    """
    if viewer.is_guest:
        raise SignInFirst
    mine = _mine(viewer, campaign_id)
    if mine is None or mine.campaign.goal != Goal.RECALLED:
        raise Campaign.DoesNotExist
    campaign = mine.campaign
    if campaign.state != "running" or not asks_from(campaign) <= at <= campaign.ends_at:
        raise WrongStep
    if mine.asked_at is not None:
        raise AnsweredAlready
    mine.asked_at = at
    mine.save(update_fields=["asked_at"])
    knew = len(answers) == 2 and all(
        answer == question["options"][0] for answer, question in zip(answers, campaign.questions, strict=True)
    )
    if knew:
        note_done(mine, at)
    return knew


def asks_from(campaign: Campaign) -> datetime:
    """From when on people are asked what they remember."""
    assert campaign.started_at is not None
    return campaign.started_at + (campaign.ends_at - campaign.started_at) * 2 / 3
