"""What comes in by itself: acts from the log, letters that go out, what people read."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from folkmoot.base.mail import send
from folkmoot.base.outbox import Event
from folkmoot.listen.attention import queries as attention

from ..models import Advocate, Arm, Campaign, Goal, Participant, Share
from .answering import note_done

logger = logging.getLogger(__name__)

A_BATCH = 200


def hear(events: Sequence[Event]) -> None:
    """This will count what people did, from the log. Harmless to repeat: only the first time counts.

    What is said under an alias is nobody's and counts for nobody.
    """
    running = Campaign.objects.filter(state="running", goal__in=(Goal.JOINED, Goal.ANSWERED))
    goals = list(running.values_list("pk", "goal", "goal_space_id", "goal_item_id"))
    for event in events:
        if event.name == "people.person.erased":
            Advocate.objects.filter(person_id=event.person).delete()
            Participant.objects.filter(person_id=event.person).update(person=None, near=[])
            continue
        if event.name == "spaces.member.joined":
            reached = [pk for pk, goal, space, _ in goals if goal == Goal.JOINED and space == event.space]
            who = event.person
        else:
            reached = [pk for pk, goal, _, item in goals if goal == Goal.ANSWERED and item == event.root]
            who = event.actor
        if who is None or not reached:
            continue
        rows = Participant.objects.select_related("campaign").filter(campaign__in=reached, person_id=who)
        for mine in rows:
            note_done(mine, event.at)


def forget_ties(people: Sequence[int]) -> None:
    """This will forget of people who want no analysis whom they hear, and what came of it among who hears them."""
    Advocate.objects.filter(person__in=people).update(lesson=None)
    Participant.objects.filter(person__in=people).update(near=[])


def send_letters(*, at: datetime, post: Callable[..., object] = send) -> int:
    """This will send the next letters of campaigns that have an arm for them; how many. For the job.

    Each person gets one; what the mail server refuses is tried again the next time, until the campaign ends.
    """
    sent = 0
    waiting = Campaign.objects.filter(
        state="running", letters_sent_at=None, arms__kind=Arm.Kind.EMAIL, ends_at__gt=at
    ).order_by("started_at")
    for campaign in waiting[:10]:
        arm = campaign.arms.get(kind=Arm.Kind.EMAIL)
        batch = list(
            Participant.objects.select_related("person")
            .filter(campaign=campaign, arm=arm, seen_at=None, person__is_active=True)
            .exclude(person__email="")
            .order_by("?")[:A_BATCH]  # Those whose address does not work must not stand in front for ever.
        )
        refused = 0
        for mine in batch:
            try:
                sent += _send_one(campaign, arm, mine, at, post)
            except OSError:
                refused += 1
                logger.warning("a letter of campaign %s was refused; it is tried again", campaign.pk)
        if len(batch) < A_BATCH and not refused:
            Campaign.objects.filter(pk=campaign.pk).update(letters_sent_at=at)
    return sent


def _send_one(campaign: Campaign, arm: Arm, mine: Participant, at: datetime, post: Callable[..., object]) -> bool:
    with transaction.atomic():
        row = Participant.objects.select_for_update(skip_locked=True).filter(pk=mine.pk, seen_at=None).first()
        if row is None or mine.person is None:
            return False
        link = settings.SITE_URL + reverse("campaigns:come", args=[row.token])
        with translation.override(mine.person.language):
            foot = _(
                "This letter is for you alone; its link says so. It went to a part of us only, to learn which way of "
                "telling works. What you do with it is counted, never shown."
            )
        post(to=mine.person.email, subject=arm.headline, text=f"{arm.text}\n\n{link}\n\n-- \n{foot}")
        row.seen_at = at
        row.save(update_fields=["seen_at"])
    return True


def gather_reads(campaign: Campaign, at: datetime) -> None:
    """This will take over from attention who read an advocate's note, and who read the goal to its end.

    Only of those who let their reading be counted; they are as many in every arm, by the lot.
    """
    if campaign.started_at is None:
        return
    carried = dict(
        Share.objects.filter(advocate__campaign=campaign, item__isnull=False).values_list("item_id", "advocate_id")
    )
    until = min(at, campaign.ends_at)
    if carried:
        first: dict[int, tuple[datetime, int]] = {}
        for item, person, moment in attention.first_reads_for_system(
            list(carried), since=campaign.started_at, until=until
        ):
            if person not in first or moment < first[person][0]:
                first[person] = (moment, carried[item])
        _note_reads(campaign, first)
    if campaign.goal == Goal.READ and campaign.goal_item_id is not None:
        done = attention.read_to_the_end_for_system(campaign.goal_item_id, since=campaign.started_at, until=until)
        for mine in Participant.objects.select_related("campaign").filter(
            campaign=campaign, did_at=None, person_id__in=list(done)
        ):
            note_done(mine, done[mine.person_id or 0])


def _note_reads(campaign: Campaign, first: dict[int, tuple[datetime, int]]) -> None:
    changed = []
    for mine in Participant.objects.select_related("arm").filter(campaign=campaign, person_id__in=list(first)):
        moment, through = first[mine.person_id or 0]
        if mine.arm.kind == Arm.Kind.ADVOCATES:
            if mine.seen_at is None or moment < mine.seen_at:
                mine.seen_at, mine.through = moment, through
                changed.append(mine)
        elif mine.stray_at is None or moment < mine.stray_at:
            mine.stray_at = moment
            changed.append(mine)
    Participant.objects.bulk_update(changed, ["seen_at", "through", "stray_at"], batch_size=1000)
