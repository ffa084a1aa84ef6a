"""A firm of teams, somebody who plans campaigns, and a campaign as far as a test needs it."""

from datetime import datetime, timedelta
from typing import Any

from folkmoot.base.clock import now
from folkmoot.commons.people.models import Person, Unit
from folkmoot.engage.campaigns import actions
from folkmoot.engage.campaigns.actions import Plan
from folkmoot.engage.campaigns.models import Advocate, Arm, Campaign, Participant
from folkmoot.engage.campaigns.tokens import ADVOCATE, new_token
from folkmoot.testing.makers import AT, make_person, viewer
from folkmoot.understand.network import actions as network
from folkmoot.understand.network.tests.makers import chat, log, reply

DAY = timedelta(days=1)
END = AT + 28 * DAY


def make_firm(*, units: int = 8, size: int = 12) -> list[list[Person]]:
    """Teams in two divisions, in each of which everybody listens to the first."""
    above = [Unit.objects.create(name=f"Division {n}") for n in range(2)]
    teams = []
    for number in range(units):
        unit = Unit.objects.create(name=f"Team {number}", parent=above[number % 2])
        teams.append([make_person(unit=unit, location=f"Site {number % 3}") for _ in range(size)])
    return teams


def talk(teams: list[list[Person]], *, at: datetime = AT) -> None:
    """They talk, and the network is read from it."""
    events = []
    for number, team in enumerate(teams):
        events += [reply(each, team[0], at=at) for each in team[1:]] + chat(team[1:4], at=at)
        events.append(reply(teams[(number + 1) % len(teams)][1], team[0], at=at))
    log(*events)
    network.run(at=at)


def offer(*people: Person) -> None:
    for each in people:
        network.set_switches(viewer=viewer(each), advocacy=True, at=AT)


def make_keeper(**fields: Any) -> Person:
    return make_person(admin=True, **fields)


def make_campaign(keeper: Person, *, arms: tuple[str, ...] = ("email", "nothing"), **fields: Any) -> Campaign:
    asked: dict[str, Any] = {
        "title": "Bring your own cup", "brief": "Cups that are washed save 30,000 paper ones a year.",
        "goal": "signed_up", "ends_at": END, "arms": [(kind, 1) for kind in arms], **fields,
    }  # fmt: skip
    return actions.save(viewer=viewer(keeper), plan=Plan(**asked), at=AT)


def write_and_approve(campaign: Campaign, writer: Person, other: Person, at: datetime = AT) -> None:
    if campaign.state == "draft":
        actions.prepare(viewer=viewer(writer), campaign_id=campaign.pk, at=at)
    for arm in Arm.objects.filter(campaign=campaign).exclude(kind="nothing"):
        written = actions.write_text(
            viewer=viewer(writer), campaign_id=campaign.pk, kind=arm.kind, headline=f"A cup of your own ({arm.kind})",
            text="Bring it on Monday.\n\nIt will be washed.", at=at,
        )  # fmt: skip
        actions.approve(
            viewer=viewer(other), campaign_id=campaign.pk, kind=arm.kind, expected_version=written.version, at=at
        )


def start(keeper: Person, other: Person, **fields: Any) -> Campaign:
    """A running campaign without advocates."""
    campaign = make_campaign(keeper, **fields)
    write_and_approve(campaign, keeper, other)
    return actions.start(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)


def act(campaign: Campaign, share: dict[str, float], *, at: datetime = AT + DAY) -> None:
    """Of each arm's people the first so many of 100 in every group do it."""
    for kind, part in share.items():
        groups: dict[int, list[Participant]] = {}
        for row in Participant.objects.filter(campaign=campaign, arm__kind=kind).order_by("number", "pk"):
            groups.setdefault(row.number, []).append(row)
        for place, rows in enumerate(groups.values()):
            # A person more or less from group to group: everybody alike would be too good to be true.
            count = max(0, min(len(rows), round(part * len(rows)) + (-1, 0, 1)[place % 3]))
            for row in rows[:count]:
                actions.sign_up(viewer=viewer(row.person), campaign_id=campaign.pk, at=at)


def finished(keeper: Person, other: Person, **fields: Any) -> Campaign:
    """A campaign that ended today, with an answer."""
    campaign = start(keeper, other, looks=1, **fields)
    first, second = (arm.kind for arm in campaign.arms.all()[:2])
    act(campaign, {first: 0.7, second: 0.35})
    actions.look_at_due(at=END)
    return Campaign.objects.get(pk=campaign.pk)


def carried(keeper: Person, *people: Person) -> Campaign:
    """A campaign in preparation that these people are asked to carry."""
    campaign = make_campaign(keeper, arms=("advocates", "nothing"), ends_at=now() + DAY * 20)
    actions.prepare(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)
    for each in people:
        Advocate.objects.create(
            campaign=campaign, person=each, token=new_token(ADVOCATE), why={"units": 3}, reach=7, asked_at=AT
        )
    return Campaign.objects.get(pk=campaign.pk)


def ask(keeper: Person, *, wanted: int = 3) -> Campaign:
    """A campaign that is prepared, and for which those who offered themselves are asked."""
    campaign = make_campaign(keeper, arms=("advocates", "email", "nothing"), advocates_wanted=wanted)
    campaign = actions.prepare(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)
    actions.ask_advocates(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)
    return campaign
