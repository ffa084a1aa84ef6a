"""Every verb: done, refused, impossible; and a campaign from its plan to its answer."""

import hashlib
import json
from contextlib import contextmanager

import pytest
from django.core import mail

from folkmoot.base.outbox import relay
from folkmoot.base.outbox.log import whole_log
from folkmoot.commons.spaces import actions as spaces
from folkmoot.engage.campaigns import actions, audience
from folkmoot.engage.campaigns.models import Campaign, Cluster, Look, Participant
from folkmoot.engage.campaigns.refusals import (
    AnsweredAlready,
    FourEyes,
    GoalIsMissing,
    NotAllowed,
    NotApprovedYet,
    NotDueYet,
    PlanIsFrozen,
    TextHasChanged,
    TextIsTooLong,
    TooFewGroups,
    TwoArmsAtLeast,
    WrongFile,
    WrongPlan,
    WrongStep,
)
from folkmoot.listen.attention import actions as attention
from folkmoot.testing.makers import AT, make_item, make_person, make_reply, make_space, viewer
from folkmoot.understand.network import actions as network

from .makers import DAY, END, act, make_campaign, make_firm, make_keeper, start, talk, write_and_approve

pytestmark = pytest.mark.django_db
# The log is handed out, and the network read from it, when a transaction is over.
committed = pytest.mark.django_db(transaction=True)


def events(campaign):
    """What the log says of a campaign."""
    return [event for batch in whole_log() for event in batch if event.data.get("campaign") == campaign.pk]


@contextmanager
def relay_soon():
    """What is written inside is handed out after."""
    yield
    while relay.run_once():
        pass


def test_only_those_who_plan_campaigns_may(keeper):
    mia = make_person()
    with pytest.raises(NotAllowed):
        make_campaign(mia)
    with pytest.raises(NotAllowed):
        actions.appoint(viewer=viewer(mia), person_id=mia.pk, is_keeper=True, at=AT)
    actions.appoint(viewer=viewer(keeper), person_id=mia.pk, is_keeper=True, at=AT)
    assert make_campaign(mia).state == "draft"
    actions.appoint(viewer=viewer(keeper), person_id=mia.pk, is_keeper=False, at=AT)
    with pytest.raises(NotAllowed):
        make_campaign(mia)
    with pytest.raises(NotAllowed):
        actions.appoint(viewer=viewer(keeper), person_id=make_person(employee=False).pk, is_keeper=True, at=AT)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"arms": ("email",)}, TwoArmsAtLeast),
        ({"arms": ("nothing", "email")}, TwoArmsAtLeast),
        ({"arms": ("email", "email")}, TwoArmsAtLeast),
        ({"arms": ("email", "balloon")}, TwoArmsAtLeast),
        ({"title": " "}, WrongPlan),
        ({"looks": 6}, WrongPlan),
        ({"ends_at": AT}, WrongPlan),
        ({"wanted_points": 0}, WrongPlan),
        ({"audience_space_id": 5}, WrongPlan),
        ({"title": "w" * 121}, TextIsTooLong),
        ({"arms": ("email", "poster"), "places": ["w" * 81]}, TextIsTooLong),
        ({"goal": "recalled", "questions": (("Which?", ("a", "b")), ("Who?", ("a", "w" * 121)))}, TextIsTooLong),
        ({"goal": "joined"}, GoalIsMissing),
        ({"goal": "answered"}, GoalIsMissing),
        ({"goal": "link", "goal_url": "javascript:alert(1)"}, GoalIsMissing),
        ({"goal": "recalled", "questions": (("Which?", ("a", "b")),)}, GoalIsMissing),
        ({"goal": "recalled", "questions": (("Which?", ("a", "b")), ("Who?", ("a",)))}, GoalIsMissing),
    ],
)
def test_plans_that_do_not_fit_are_refused(keeper, fields, refusal):
    with pytest.raises(refusal):
        make_campaign(keeper, **fields)
    assert not Campaign.objects.exists()


def test_a_plan_is_changed_until_it_begins_and_keeps_its_texts(keeper, other):
    make_firm(units=8, size=6)
    campaign = make_campaign(keeper, arms=("email", "poster", "nothing"), places=["Canteen", "Gate"])
    write_and_approve(campaign, keeper, other)
    token = campaign.places.get(label="Gate").token
    plan = actions.Plan(
        title="New", brief="b", goal="signed_up", ends_at=END, arms=[("poster", 1), ("email", 2)],
        places=["Gate", "Hall"],
    )  # fmt: skip
    actions.save(viewer=viewer(keeper), plan=plan, campaign_id=campaign.pk, at=AT)
    arms = list(campaign.arms.all())
    assert [(arm.kind, arm.share) for arm in arms] == [("poster", 1), ("email", 2)]
    assert all(arm.approved_at for arm in arms)
    assert campaign.places.get(label="Gate").token == token
    assert set(campaign.places.values_list("label", flat=True)) == {"Gate", "Hall"}
    actions.start(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)
    with pytest.raises(PlanIsFrozen):
        actions.save(viewer=viewer(keeper), plan=plan, campaign_id=campaign.pk, at=AT)
    with pytest.raises(WrongStep):
        actions.write_text(
            viewer=viewer(keeper), campaign_id=campaign.pk, kind="email", headline="x", text="y", at=AT
        )
    with pytest.raises(WrongStep):
        actions.cancel(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)


def test_texts_need_other_eyes(keeper, other):
    make_firm(units=4, size=12)
    campaign = make_campaign(keeper)
    actions.prepare(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)
    how = {"campaign_id": campaign.pk, "kind": "email", "at": AT}
    for long in ({"headline": "w" * 121, "text": "two"}, {"headline": "One", "text": "w" * 5001}):
        with pytest.raises(TextIsTooLong):
            actions.write_text(viewer=viewer(keeper), **long, **how)
    first = actions.write_text(viewer=viewer(keeper), headline="One", text="two", **how)
    with pytest.raises(FourEyes):
        actions.approve(viewer=viewer(keeper), expected_version=first.version, **how)
    with pytest.raises(NotApprovedYet):
        actions.start(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)
    actions.write_text(viewer=viewer(other), headline="One", text="three", **how)
    third = make_keeper()
    with pytest.raises(TextHasChanged):
        actions.approve(viewer=viewer(third), expected_version=first.version, **how)
    with pytest.raises(FourEyes):  # Both have written in it.
        actions.approve(viewer=viewer(other), expected_version=2, **how)
    assert actions.approve(viewer=viewer(third), expected_version=2, **how).approved_by_id == third.pk
    again = actions.write_text(viewer=viewer(other), headline="One", text="four", **how)
    assert again.approved_at is None


def test_the_start_seals_the_plan_and_draws_whole_teams(keeper, other):
    teams = make_firm(units=8, size=6)
    campaign = start(keeper, other)
    assert campaign.state == "running"
    text = json.dumps(campaign.plan, sort_keys=True, separators=(",", ":"), default=str)
    assert campaign.plan_hash == hashlib.sha256(text.encode()).hexdigest()
    assert campaign.plan["people"] == 48
    assert campaign.plan["seed"] == campaign.seed
    assert campaign.plan["comparisons"] == [["email", "nothing"]]
    assert sum(each["level"] for each in campaign.plan["looks"]) == pytest.approx(0.05)
    for team in teams:
        rows = Participant.objects.filter(campaign=campaign, person__in=team)
        assert rows.count() == 6
        assert rows.values("arm").distinct().count() == 1
    assert Cluster.objects.filter(campaign=campaign, arm__kind="email").count() == 4
    planners = {keeper.pk, other.pk}
    assert not Participant.objects.filter(person_id__in=planners).exists()
    with pytest.raises(WrongStep):
        actions.start(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)


@committed
def test_lots_fall_over_sites_communities_and_single_people(keeper, other):
    teams = make_firm(units=6, size=8)
    talk(teams)
    for lot, arms in (("site", ("email", "nothing")), ("person", ("email", "poster", "nothing"))):
        campaign = start(keeper, other, lot=lot, arms=arms)
        groups = Participant.objects.filter(campaign=campaign).values("number").distinct().count()
        assert groups == {"site": 3, "person": 48}[lot]
    found = start(keeper, other, lot="community")
    assert Participant.objects.filter(campaign=found).values("number").distinct().count() >= 2
    with pytest.raises(TooFewGroups):
        start(keeper, other, lot="site", arms=("email", "poster", "announcement", "nothing"))


def test_who_wants_to_be_in_no_analysis_is_in_no_lot(keeper, other):
    teams = make_firm(units=4, size=12)
    network.set_switches(viewer=viewer(teams[0][0]), left_out=True, at=AT)
    item = make_item(author=keeper)
    attention.opt_out(viewer=viewer(teams[1][0]), at=AT)
    space = make_space(owner=keeper, members=[teams[2][0]])
    joining = start(keeper, other, goal="joined", goal_space_id=space.pk)
    assert not Participant.objects.filter(campaign=joining, person=teams[2][0]).exists()
    campaign = start(keeper, other, goal="read", goal_item_id=item.pk)
    missing = {each.pk for team in teams for each in team} - set(
        Participant.objects.filter(campaign=campaign).values_list("person_id", flat=True)
    )
    assert missing == {teams[0][0].pk, teams[1][0].pk}


@committed
def test_what_people_do_counts_once_and_only_while_it_runs(keeper, other):
    teams = make_firm(units=4, size=12)
    space = make_space(owner=keeper, audience=2)
    item = make_item(author=keeper)
    joined = start(keeper, other, goal="joined", goal_space_id=space.pk)
    answered = start(keeper, other, goal="answered", goal_item_id=item.pk)
    ada, bea, eve = teams[0][0], teams[1][0], make_person(employee=False)
    with relay_soon():
        spaces.join(actor=viewer(ada), space=space, at=AT + DAY)
        spaces.join(actor=viewer(bea), space=space, at=END + DAY)
        make_reply(item, author=ada, at=AT + DAY)
        make_reply(item, author=ada, at=AT + 2 * DAY)
        make_reply(item, author=keeper, at=AT + DAY)
    assert not Participant.objects.filter(person=eve).exists()
    for campaign in (joined, answered):
        done = Participant.objects.filter(campaign=campaign, did_at__isnull=False)
        assert list(done.values_list("person_id", "did_at")) == [(ada.pk, AT + DAY)]


def test_letters_go_out_once_and_their_link_counts_by_a_button(keeper, other):
    make_firm(units=4, size=12)
    campaign = start(keeper, other, goal="link", goal_url="https://form.example/cups")
    refusing = Participant.objects.filter(campaign=campaign, arm__kind="email").first().person.email

    def post(*, to, **letter):
        if to == refusing:
            raise OSError("the mailbox is full")

    assert actions.send_letters(at=AT, post=post) == 23
    Participant.objects.filter(campaign=campaign).update(seen_at=None)
    assert actions.send_letters(at=END + DAY) == 0
    assert actions.send_letters(at=AT) == 24
    assert actions.send_letters(at=AT) == 0
    assert len(mail.outbox) == 24
    mine = Participant.objects.filter(campaign=campaign, arm__kind="email").first()
    assert any(mine.token in letter.body and letter.to == [mine.person.email] for letter in mail.outbox)
    nobody = viewer(None)
    actions.read_message(viewer=nobody, token=mine.token, at=AT + DAY)
    mine.refresh_from_db()
    assert mine.did_at is None
    actions.follow(viewer=nobody, token=mine.token, at=AT + DAY)
    mine.refresh_from_db()
    assert mine.did_at == AT + DAY
    # Whoever is signed in and comes by a colleague's letter counts for themselves, as having heard another way.
    apart = Participant.objects.filter(campaign=campaign, arm__kind="nothing").first()
    actions.follow(viewer=viewer(apart.person), token=mine.token, at=AT + DAY)
    apart.refresh_from_db()
    assert (apart.did_at, apart.stray_at, apart.seen_at) == (AT + DAY, AT + DAY, None)
    for wrong in ("", "x", "l123", "p" + "0" * 20):
        with pytest.raises(Campaign.DoesNotExist):
            actions.follow(viewer=nobody, token=wrong, at=AT)


def test_posters_count_guests_and_people(keeper, other):
    make_firm(units=4, size=12)
    campaign = start(keeper, other, arms=("poster", "nothing"), places=["Canteen"])
    place = campaign.places.get()
    actions.read_message(viewer=viewer(None), token=place.token, at=AT)
    actions.read_message(viewer=viewer(None), token=place.token, at=AT)
    mine = Participant.objects.filter(campaign=campaign, arm__kind="poster").first()
    actions.read_message(viewer=viewer(mine.person), token=place.token, at=AT + DAY)
    place.refresh_from_db()
    mine.refresh_from_db()
    assert (place.guest_count, mine.seen_at) == (2, AT + DAY)
    added = actions.put_up(viewer=viewer(keeper), campaign_id=campaign.pk, label="Gate", at=AT)
    assert added.token != place.token


def test_two_questions_are_asked_late_and_answered_once(keeper, other):
    teams = make_firm(units=4, size=12)
    campaign = start(
        keeper, other, goal="recalled",
        questions=(("What is washed?", ("Cups", "Hands")), ("When?", ("Monday", "Never", "May"))),
    )  # fmt: skip
    ada, bea = teams[0][0], teams[0][1]
    late = AT + 20 * DAY
    how = {"viewer": viewer(ada), "campaign_id": campaign.pk}
    with pytest.raises(WrongStep):
        actions.answer_questions(answers=["Cups", "Monday"], at=AT + DAY, **how)
    assert actions.answer_questions(answers=["Cups", "Monday"], at=late, **how) is True
    with pytest.raises(AnsweredAlready):
        actions.answer_questions(answers=["Cups", "Monday"], at=late, **how)
    assert not actions.answer_questions(viewer=viewer(bea), campaign_id=campaign.pk, answers=["Cups", "May"], at=late)
    assert list(Participant.objects.filter(did_at__isnull=False).values_list("person", flat=True)) == [ada.pk]
    with pytest.raises(Campaign.DoesNotExist):
        actions.answer_questions(
            viewer=viewer(make_person()), campaign_id=campaign.pk, answers=["Cups", "May"], at=late
        )


def test_reading_to_the_end_is_taken_from_attention(keeper, other):
    teams = make_firm(units=4, size=12)
    item = make_item(author=keeper)
    campaign = start(keeper, other, goal="read", goal_item_id=item.pk, looks=1)
    for person, share in ((teams[0][0], 95), (teams[0][1], 50)):
        attention.bring([(AT + DAY, item.pk, person.pk, 0, 30.0, share)])
    actions.take_look(viewer=viewer(keeper), campaign_id=campaign.pk, at=END)
    done = Participant.objects.filter(campaign=campaign, did_at__isnull=False)
    assert list(done.values_list("person_id", flat=True)) == [teams[0][0].pk]


def test_outcomes_come_from_a_file_and_the_last_look_waits_for_it(keeper, other):
    teams = make_firm(units=4, size=12)
    campaign = start(keeper, other, goal="imported", looks=1)
    how = {"viewer": viewer(keeper), "campaign_id": campaign.pk}
    with pytest.raises(NotDueYet):
        actions.take_look(at=END, **how)
    for wrong in ("", "name\nada\n", 'email\n"x'):
        with pytest.raises(WrongFile):
            actions.import_outcomes(text=wrong, at=AT + DAY, **how)
    text = "\ufeffEmail,at\n" + "".join(f"{each.email.upper()},2026-03-05\n" for each in teams[0][:3])
    assert actions.import_outcomes(text=text + f"x@y.z,\n{keeper.email},\n", at=AT + DAY, **how) == (3, 2)
    assert actions.import_outcomes(text=text, at=AT + DAY, **how) == (3, 0)
    assert Participant.objects.filter(did_at__isnull=False).count() == 3
    assert actions.take_look(at=END, **how).number == 0


def test_looks_are_taken_when_they_are_due_and_find_what_is_there(keeper, other):
    make_firm(units=16, size=14)
    campaign = start(keeper, other, looks=2)
    act(campaign, {"email": 0.75, "nothing": 0.25})
    how = {"viewer": viewer(keeper), "campaign_id": campaign.pk}
    with pytest.raises(NotDueYet):
        actions.take_look(at=AT + 13 * DAY, **how)
    look = actions.take_look(at=AT + 15 * DAY, **how)
    main = look.result["comparisons"][0]
    assert main["verdict"] == "more"
    assert main["low"] < 0.5 < main["high"]
    assert main["level"] < 0.01
    with pytest.raises(NotDueYet):
        actions.take_look(at=AT + 16 * DAY, **how)
    ended = actions.take_look(stop=True, at=AT + 16 * DAY, **how)
    campaign.refresh_from_db()
    assert (ended.number, campaign.state) == (0, "finished")
    [event] = [each for each in events(campaign) if each.name == "campaigns.campaign.finished"]
    assert event.data["outcome"][0]["verdict"] == "more"
    assert actions.look_at_due(at=END + DAY) == 0


def test_nothing_is_found_where_nothing_is_and_it_cannot_be_ended_early_then(keeper, other):
    make_firm(units=16, size=14)
    campaign = start(keeper, other, looks=2)
    act(campaign, {"email": 0.4, "nothing": 0.4})
    assert actions.look_at_due(at=AT + 15 * DAY) == 1
    with pytest.raises(WrongStep):
        actions.take_look(viewer=viewer(keeper), campaign_id=campaign.pk, stop=True, at=AT + 16 * DAY)
    assert actions.look_at_due(at=END) == 1
    campaign.refresh_from_db()
    assert campaign.state == "finished"
    assert Look.objects.order_by("number").last().result["comparisons"][0]["verdict"] == "none"
    late = Participant.objects.filter(campaign=campaign, did_at=None).first()
    with pytest.raises(WrongStep):
        actions.sign_up(viewer=viewer(late.person), campaign_id=campaign.pk, at=END + DAY)


@pytest.mark.parametrize("lot", ["unit", "site", "person"])
def test_what_a_plan_could_find_is_counted_as_the_lot_will_draw(keeper, lot):
    make_firm(units=5, size=7)
    make_person(location=" site 1 ")
    campaign = make_campaign(keeper, lot=lot)
    real, counted = audience.roll_of(campaign), audience.sizes_of(campaign)
    if lot == "person":
        assert counted == len(real.people) == 36
    else:
        assert sorted((each.size, each.stratum) for each in counted) == sorted(
            (each.size, each.stratum) for each in real.clusters
        )
