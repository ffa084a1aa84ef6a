"""Advocates: asked, writing together, carrying it by acts of their own, credited."""

from datetime import timedelta

import pytest

from folkmoot.base.outbox.log import whole_log
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import queries as content_queries
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.refusals import SpaceIsArchived
from folkmoot.engage.campaigns import actions, persuading, queries
from folkmoot.engage.campaigns.models import Advocate, Arm, Campaign, Participant, Share
from folkmoot.engage.campaigns.refusals import NobodyCarriesIt, NobodyOffers
from folkmoot.listen.attention import actions as attention
from folkmoot.testing.makers import AT, viewer

from .makers import DAY, END, ask, make_campaign, make_firm, offer, talk, write_and_approve

# The network is read from the log when a transaction is over.
pytestmark = pytest.mark.django_db(transaction=True)


def events(campaign):
    """What the log says of a campaign."""
    return [event for batch in whole_log() for event in batch if event.data.get("campaign") == campaign.pk]


def test_only_people_who_offered_themselves_are_asked(keeper, other):
    teams = make_firm(units=6, size=10)
    talk(teams)
    campaign = make_campaign(keeper, arms=("advocates", "nothing"))
    actions.prepare(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)
    with pytest.raises(NobodyOffers):
        actions.ask_advocates(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)
    willing = [teams[0][0], teams[1][0], teams[2][5], keeper]
    offer(*willing)
    actions.ask_advocates(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)
    asked = set(Advocate.objects.values_list("person_id", flat=True))
    assert asked == {each.pk for each in willing} - {keeper.pk}
    assert set(Campaign.objects.get().choice["curves"]) == {"chosen", "random", "ties", "named"}
    with pytest.raises(NobodyOffers):
        actions.ask_advocates(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)


def written_together(keeper, other):
    """A running campaign whose message two of the three who were asked have written; they, and the third."""
    teams = make_firm(units=8, size=10)
    talk(teams)
    offer(*(team[0] for team in teams[:3]))
    campaign = ask(keeper)
    ada, bea, eve = (teams[n][0] for n in range(3))
    for each in (ada, bea):
        actions.accept(viewer=viewer(each), campaign_id=campaign.pk, at=AT)
    assert campaign.workshop_id in viewer(ada).space_ids
    draft = actions.hand_in(viewer=viewer(ada), campaign_id=campaign.pk, title="My cup", body="I bring mine.", at=AT)
    with pytest.raises(Campaign.DoesNotExist):
        actions.hand_in(viewer=viewer(eve), campaign_id=campaign.pk, title="x", body="y", at=AT)
    better = content.propose(
        viewer=viewer(bea), item_id=draft.pk, base_version=1,
        text=content.Text("My cup", "I bring mine, and wash it."), at=AT,
    )  # fmt: skip
    content.approve_proposal(viewer=viewer(keeper), proposal_id=better.pk, expected_version=1, at=AT)
    content.vote(viewer=viewer(bea), item_id=draft.pk, value=1, at=AT)
    actions.adopt(viewer=viewer(keeper), campaign_id=campaign.pk, item_id=draft.pk, at=AT)
    arm = Arm.objects.get(campaign=campaign, kind="advocates")
    assert arm.text == "I bring mine, and wash it."
    assert set(arm.writer_ids) == {ada.pk, bea.pk}
    actions.approve(
        viewer=viewer(other), campaign_id=campaign.pk, kind="advocates", expected_version=arm.version, at=AT
    )
    written = actions.write_text(
        viewer=viewer(keeper), campaign_id=campaign.pk, kind="email", headline="x", text="y", at=AT
    )
    actions.approve(
        viewer=viewer(other), campaign_id=campaign.pk, kind="email", expected_version=written.version, at=AT
    )
    actions.start(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)
    return campaign, ada, bea, eve


def test_from_invitation_to_credit(keeper, other):
    campaign, ada, bea, eve = written_together(keeper, other)
    assert not Participant.objects.filter(person__in=[ada, bea]).exists()
    assert Participant.objects.filter(person=eve).exists()
    actions.write_own_words(viewer=viewer(ada), campaign_id=campaign.pk, text="My cup is blue.", at=AT)
    actions.plan_share(viewer=viewer(ada), campaign_id=campaign.pk, channel="note", on=(AT + DAY).date(), at=AT)
    done = actions.share(viewer=viewer(ada), campaign_id=campaign.pk, channel="note", at=AT + DAY)
    assert Share.objects.count() == 1
    assert done.item.author_id == ada.pk
    assert done.item.body.startswith("My cup is blue.")
    assert "/c/a" in done.item.body
    mine = queries.mine(viewer(ada), campaign.pk)
    assert "I was asked to pass this on" in mine.outward
    assert "I was asked" not in mine.words
    with pytest.raises(Campaign.DoesNotExist):
        actions.share(viewer=viewer(eve), campaign_id=campaign.pk, channel="note", at=AT)
    told = {each.name: each for each in events(campaign)}
    assert set(told["campaigns.message.approved"].data["writers"]) <= {ada.pk, bea.pk}
    assert told["campaigns.message.carried"].actor == ada.pk

    # Who reads the note is reached, or has heard another way.
    rows = Participant.objects.filter(campaign=campaign)
    near, far = rows.filter(arm__kind="advocates").first(), rows.filter(arm__kind="nothing").first()
    for row in (near, far):
        attention.bring([(AT + 2 * DAY, done.item.pk, row.person_id, 0, 5.0, 100)])
    actions.look_at_due(at=END)
    near.refresh_from_db()
    far.refresh_from_db()
    assert near.seen_at is not None
    # What was written stays to be read by those who wrote it; nothing is written there any more.
    assert Campaign.objects.get(pk=campaign.pk).workshop.archived_at == END
    draft = content_queries.visible_item(viewer(ada), Item.objects.get(kind="message").pk)
    with pytest.raises(SpaceIsArchived):
        content.reply(viewer=viewer(ada), parent_id=draft.pk, body="Late", at=END)
    assert queries.mine(viewer(ada), campaign.pk).lesson.startswith("Too few people who hear you")
    assert near.through == done.advocate_id
    assert (far.seen_at, far.stray_at is not None) == (None, True)


def test_what_somebody_achieves_is_measured_among_those_who_hear_them_by_lot():
    """Ten groups on either side, of four who hear them each."""
    lucky = [(n, 1, n // 4, n % 4 < 3) for n in range(40)]
    others = [(n, 2, n // 4, n % 4 < (1 + n // 4 % 2)) for n in range(40, 80)]
    found = persuading.lesson(lucky + others, 1, 2)
    assert found["people"] == [40, 40]
    assert found["verdict"] == "more"
    assert found["low"] < found["difference"] < found["high"]
    assert persuading.lesson(lucky, 1, 2)["verdict"] == "too_few"
    assert persuading.lesson(lucky[:8] + others, 1, 2) == {"people": [8, 40], "verdict": "too_few"}


def test_a_campaign_does_not_begin_without_those_who_carry_it(keeper, other):
    teams = make_firm(units=6, size=12)
    talk(teams)
    offer(teams[0][0])
    campaign = ask(keeper)
    write_and_approve(Campaign.objects.get(pk=campaign.pk), keeper, other)
    with pytest.raises(NobodyCarriesIt):
        actions.start(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT + timedelta(hours=1))
    assert Advocate.objects.count() == 1
