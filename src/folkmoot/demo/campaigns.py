"""Two campaigns of the firm's year, by the real verbs: one that worked, and one that honestly did not.

What people do is drawn by dice; what is said about it is computed from what they did.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from folkmoot.base.outbox import relay
from folkmoot.commons.content import actions as content
from folkmoot.commons.content.models import Item
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.viewer import Viewer, viewer_of
from folkmoot.engage.campaigns import actions
from folkmoot.engage.campaigns.actions import Plan
from folkmoot.engage.campaigns.models import Advocate, Arm, Campaign, Participant, Share
from folkmoot.engage.campaigns.refusals import Refused
from folkmoot.listen.attention import actions as attention
from folkmoot.listen.attention.models import Source

from .reading import table

DAY = timedelta(days=1)
# How many of 100 do it: because of what they heard, by way.
WORKED = {"advocates": 0.72, "email": 0.3, "nothing": 0.24}
DID_NOT = {"poster": 0.24, "email": 0.23, "nothing": 0.22}


def hold(*, at: datetime, seed: int) -> None:
    """This will tell of both campaigns; of none where the firm is too small, or nobody offered to carry anything."""
    told, people = table("campaigns"), _people("hana", "otto")
    if people is None:
        return
    hana, otto = people
    actions.appoint(viewer=otto, person_id=hana.person_id or 0, is_keeper=True, at=at - 90 * DAY)
    hana = viewer_of(hana.person_id)
    dice = Random(f"{seed}:campaigns")  # noqa: S311 - a story, no secret
    for facts, chances in ((told["lunch"], WORKED), (told["tools"], DID_NOT)):
        # What was done until it was refused stays, as in life.
        with transaction.atomic(), suppress(Refused):
            _campaign(facts, chances, hana, otto, dice, at)
    while relay.run_once():
        pass
    attention.gather(at=at, since=(at - 70 * DAY).date())


def _people(*usernames: str) -> list[Viewer] | None:
    found = dict(Person.objects.filter(username__in=usernames).values_list("username", "pk"))
    return [viewer_of(found[name]) for name in usernames] if len(found) == len(usernames) else None


def _campaign(
    facts: dict[str, object], chances: dict[str, float], hana: Viewer, otto: Viewer, dice: Random, now: datetime
) -> None:
    begin, end = now - int(str(facts["from_days"])) * DAY, now - int(str(facts["until_days"])) * DAY
    idea = Item.objects.filter(kind="idea", title=facts["idea"]).first()
    plan = Plan(
        title=str(facts["title"]), brief=str(facts["brief"]), goal="signed_up", ends_at=end,
        arms=[(kind, 1) for kind in chances], idea_id=idea.pk if idea is not None else None, looks=2,
        base_percent=20, wanted_points=30, advocates_wanted=9, advocates_per_unit=2, hours_each=1.5,
        places=list(facts.get("places", ())),  # type: ignore[call-overload]
    )  # fmt: skip
    campaign = actions.save(viewer=hana, plan=plan, at=begin - 16 * DAY)
    pk = campaign.pk
    actions.prepare(viewer=hana, campaign_id=pk, at=begin - 15 * DAY)
    hana, otto = viewer_of(hana.person_id), viewer_of(otto.person_id)
    if "advocates" in chances:
        _write_together(pk, facts, hana, otto, begin)
    for kind in [kind for kind in chances if kind in ("email", "poster")]:
        text = actions.write_text(
            viewer=hana, campaign_id=pk, kind=kind, headline=str(facts["headline"]), text=str(facts[kind]),
            at=begin - 5 * DAY,
        )  # fmt: skip
        actions.approve(viewer=otto, campaign_id=pk, kind=kind, expected_version=text.version, at=begin - 4 * DAY)
    for kind, minutes in dict(facts["minutes"]).items():  # type: ignore[call-overload]
        if kind in chances:
            actions.log_minutes(viewer=hana, campaign_id=pk, kind=kind, minutes=minutes, at=begin - DAY)
    actions.start(viewer=hana, campaign_id=pk, seed=str(facts["seed"]), at=begin)
    actions.send_letters(at=begin + timedelta(hours=1), post=lambda **letter: None)
    notes = _carry(pk, facts, dice, begin)
    _live(Campaign.objects.get(pk=pk), chances, notes, dice, begin, end)
    actions.look_at_due(at=begin + (end - begin) / 2)
    actions.look_at_due(at=end)


def _write_together(pk: int, facts: dict[str, object], hana: Viewer, otto: Viewer, begin: datetime) -> None:
    """Those who are asked answer, draft, improve and vote; the best liked draft is taken and approved."""
    actions.ask_advocates(viewer=hana, campaign_id=pk, at=begin - 14 * DAY)
    asked = list(Advocate.objects.filter(campaign_id=pk).order_by("pk").values_list("person_id", flat=True))
    for place, person in enumerate(asked):
        answered = begin - 13 * DAY + place * timedelta(hours=3)
        if place == 4 and len(asked) > 5:
            actions.decline(viewer=viewer_of(person), campaign_id=pk, at=answered)
        else:
            actions.accept(viewer=viewer_of(person), campaign_id=pk, at=answered)
    carriers = [viewer_of(person) for place, person in enumerate(asked) if place != 4 or len(asked) <= 5]
    drafts = []
    for n, (who, text) in enumerate(zip(carriers, list(facts["drafts"]), strict=False)):  # type: ignore[call-overload]
        at = begin - (11 - n) * DAY
        drafts.append(actions.hand_in(viewer=who, campaign_id=pk, title=text["title"], body=text["body"], at=at))
    for n, (who, words) in enumerate(zip(carriers[2:], list(facts["said"]), strict=False)):  # type: ignore[call-overload]
        content.reply(
            viewer=who, parent_id=drafts[0].pk, kind="comment", body=words, at=begin - 8 * DAY + n * DAY / 4
        )
    if len(carriers) > 3:
        better = content.propose(
            viewer=carriers[3], item_id=drafts[0].pk, base_version=1, at=begin - 7 * DAY,
            text=content.Text(drafts[0].title, str(facts["better"]), comment=str(facts["better_why"])),
        )  # fmt: skip
        content.approve_proposal(viewer=hana, proposal_id=better.pk, expected_version=1, at=begin - 6.5 * DAY)
    for n, who in enumerate(carriers[1:]):
        chosen = drafts[0] if n % 3 or len(drafts) < 2 else drafts[1]
        if chosen.author_id != who.person_id:
            content.vote(viewer=who, item_id=chosen.pk, value=1, at=begin - 6 * DAY + n * DAY / 10)
    arm = actions.adopt(viewer=hana, campaign_id=pk, item_id=drafts[0].pk, at=begin - 5 * DAY)
    actions.approve(viewer=otto, campaign_id=pk, kind="advocates", expected_version=arm.version, at=begin - 4.5 * DAY)


def _carry(pk: int, facts: dict[str, object], dice: Random, begin: datetime) -> list[Share]:
    """Everybody says it in their own words, on a day of theirs."""
    own = list(facts.get("own_words", ()))  # type: ignore[call-overload]
    shares = []
    for n, row in enumerate(Advocate.objects.filter(campaign_id=pk).order_by("pk")):
        who = viewer_of(row.person_id)
        if n < len(own):
            actions.write_own_words(viewer=who, campaign_id=pk, text=own[n], at=begin)
        at = begin + (1 + n) * DAY + timedelta(hours=dice.randint(0, 6))
        shares.append(actions.share(viewer=who, campaign_id=pk, channel="note" if n % 4 else "link", at=at))
    return shares


def _live(
    campaign: Campaign,
    chances: dict[str, float],
    shares: Sequence[Share],
    dice: Random,
    begin: datetime,
    end: datetime,
) -> None:
    """What reaches people, and who does it."""
    notes = [share for share in shares if share.item_id is not None]
    arms = {arm.pk: arm.kind for arm in Arm.objects.filter(campaign=campaign)}
    readings = []
    rows = Participant.objects.filter(campaign=campaign).select_related("person").order_by("person__username")
    done = []
    for row in rows:
        kind = arms[row.arm_id]
        if notes and dice.random() < (0.8 if kind == Arm.Kind.ADVOCATES else 0.03):
            note = dice.choice(notes)
            at = (note.done_at or begin) + timedelta(hours=dice.uniform(1, 60))
            if at < end:
                readings.append((at, note.item_id or 0, row.person_id, Source.FEED, dice.uniform(8, 30), 100))
        if dice.random() < chances[kind]:
            done.append((begin + (end - begin) * dice.uniform(0.08, 0.97), row))
    attention.bring(sorted(readings))
    for place in campaign.places.all():
        for row in dice.sample(list(rows), min(14, len(rows))):
            actions.read_message(
                viewer=viewer_of(row.person_id), token=place.token, at=begin + dice.uniform(1, 9) * DAY
            )
    for row in rows:
        if arms[row.arm_id] == Arm.Kind.EMAIL and dice.random() < 0.6:
            at = begin + timedelta(hours=dice.uniform(2, 70))
            actions.read_message(viewer=viewer_of(row.person_id), token=row.token, at=at)
    for at, row in sorted(done, key=lambda pair: pair[0]):
        actions.sign_up(viewer=viewer_of(row.person_id), campaign_id=campaign.pk, at=at)
