"""A firm in which understanding and engaging has something to show: a network that was read twice, introductions at
every step, and a campaign in every state. Pages that only teach while they are empty are other pages than these.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.urls import reverse

from folkmoot.base.clock import now
from folkmoot.commons.content import actions as content
from folkmoot.commons.content.models import Tag
from folkmoot.commons.people.models import Person
from folkmoot.engage.campaigns import actions as campaigns
from folkmoot.engage.campaigns.models import Arm, Campaign, Participant, Place
from folkmoot.engage.campaigns.tests.makers import (
    DAY,
    ask,
    carried,
    finished,
    make_campaign,
    make_firm,
    start,
    talk,
    write_and_approve,
)
from folkmoot.testing.makers import AT, make_item, make_person, make_reply, viewer
from folkmoot.understand.introductions import actions as introductions
from folkmoot.understand.introductions.models import Round, Suggestion
from folkmoot.understand.introductions.tests.worlds import join, suggest, weigh
from folkmoot.understand.network import actions as network
from folkmoot.understand.network.models import SavedView, Snapshot
from folkmoot.understand.network.tests.makers import act, answer, log

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
ANSWERS = 913_598_214_281_837_237  # The first of many ids, none of which anybody looks up.


@dataclass(frozen=True)
class Sight:
    """A page, who opens it, and words by which one knows that it shows what it should."""

    who: str
    url: str
    words: str


@dataclass
class World:
    """People by what they do, what is to be seen, and what stands in addresses of these rooms."""

    people: dict[str, Person]
    sights: list[Sight] = field(default_factory=list)
    values: list[dict[str, Any]] = field(default_factory=list)

    def see(self, who: str, words: str, name: str, *args: Any, query: str = "") -> None:
        self.sights.append(Sight(who, reverse(name, args=args) + query, words))


def grown(keeper: Person) -> World:
    """`keeper` administers the site and plans campaigns."""
    teams = make_firm(units=16, size=12)
    ada = teams[0][0]
    Person.objects.filter(pk=ada.pk).update(name=f"Ada {LONG_WORD}")
    ada.refresh_from_db()
    world = World({"keeper": keeper, "ada": ada})
    _network(world, teams)
    _introductions(world, teams)
    second = make_person(name="Otto Other", admin=True)
    _planned(world, second)
    _over(world, second)
    _carried(world, teams, second)
    _heard(world, second)
    return world


def _network(world: World, teams: list[list[Person]]) -> None:
    """Ada answers everybody about tides, which makes her a maven, and lets it be seen."""
    ada = world.people["ada"]
    tag = Tag.objects.create(name="tides")
    asked = make_item(kind="question", author=teams[1][0], title=f"When is {LONG_WORD}?", tags=[tag.name])
    make_reply(asked, author=ada, kind="answer", body="At noon.")
    helped = [each for team in teams[:3] for each in team[1:]]
    log(*[answer(ada, each, question=asked.pk, item=ANSWERS + n) for n, each in enumerate(helped)])
    log(*[act("qa.answer.accepted", each, ada, item=ANSWERS + n, root=asked.pk) for n, each in enumerate(helped)])
    talk(teams)
    log(answer(ada, teams[5][5], question=asked.pk, item=ANSWERS + 99, at=AT + DAY))
    for each in (ada, *teams[4]):
        network.set_switches(viewer=viewer(each), publish=True, advocacy=True, at=AT)
    network.run(at=AT + 2 * DAY)
    Snapshot.objects.create(kind="full", state="failed", begun_at=AT, as_of=AT, failure=f"OSError('{LONG_WORD}')")
    Snapshot.objects.create(kind="update", begun_at=now(), as_of=now(), step="measuring", progress=40)
    network.note_look(viewer=viewer(teams[2][0]), purpose="who_knows", people=[ada.pk], at=now())
    view = SavedView.objects.create(person=ada, name=LONG_WORD[:60], query="by=site", made_at=AT)
    world.values.append({"view_id": view.pk})
    world.see("ada", "Valued answers", "network:mine")
    world.see("ada", teams[2][0].name, "network:looks")
    for by, words in (("unit", "All others"), ("site", "All others"), ("community", "Around")):
        world.see("ada", words, "network:map", query=f"?by={by}")
    world.see("ada", "All others", "network:units")
    world.see("keeper", ada.name, "network:who_knows", query="?topic=tides")
    world.see("keeper", LONG_WORD, "network:runs")


def _introductions(world: World, teams: list[list[Person]]) -> None:
    """Somebody new, somebody asked for, a coffee agreed on, and what others want of Ada."""
    ada, at = world.people["ada"], now()
    near, far = teams[0][1], [team[2] for team in teams[5:10]]
    everybody = {each.pk: each for each in (ada, near, *far, *teams[2][1:3])}
    join(*everybody.values(), at=at)
    weekly = Round.objects.create(week="2026-W01", at=at, seed=1, across_share=50, trial_share=20)
    new, asked, met = (suggest(weekly, ada, each, connectors=[near.pk]) for each in far[:3])
    introductions.follow(viewer=viewer(ada), suggestion_id=asked.pk, at=at)
    times = [at + timedelta(days=days) for days in (3, 4, 5)]

    def coffee(one: Suggestion) -> Any:
        return introductions.ask_for_coffee(
            viewer=viewer(one.person), suggestion_id=one.pk, times=times, place=LONG_WORD, note="I bring cake.", at=at
        )

    mine, agreed = coffee(asked), coffee(met)
    introductions.agree(viewer=viewer(met.other), step_id=agreed.pk, time=times[1], at=at)
    introductions.answer(viewer=viewer(ada), suggestion_id=met.pk, answer="glad", why="Good company.", at=at)
    cup = coffee(suggest(weekly, far[3], ada))
    between = introductions.ask_to_introduce(
        viewer=viewer(near), connector_id=ada.pk, note="I sail.", at=at,
        suggestion_id=suggest(weekly, near, teams[2][1], connectors=[ada.pk]).pk,
    )  # fmt: skip
    make_item(kind="question", author=teams[12][4], title=f"{LONG_WORD} from afar", audience=2, at=at)
    weigh(20, met=12, alive=6, glad=10)
    weigh(20, arm="friends", met=3, glad=19)
    world.values += [{"suggestion_id": new.pk, "step_id": cup.pk}, {"suggestion_id": asked.pk, "step_id": between.pk}]
    world.see("ada", "You are asked", "introductions:mine")
    world.see("ada", "from afar", "introductions:outside")
    world.see("ada", near.name, "introductions:ask", new.pk)
    world.see("ada", far[0].name, "introductions:coffee", new.pk)
    for step, words in ((mine, LONG_WORD), (agreed, LONG_WORD), (cup, "I bring cake."), (between, "I sail.")):
        world.see("ada", words, "introductions:step", step.pk)
    world.see("keeper", "60", "introductions:measured")


def _planned(world: World, second: Person) -> None:
    """A plan, and one with its texts: written, approved, and still to be written."""
    keeper = world.people["keeper"]
    places = [f"Gate of the {LONG_WORD[:60]}", "Canteen"]
    plan = make_campaign(keeper, title=f"Plan of {LONG_WORD}", arms=("email", "poster", "nothing"), places=places)
    ready = make_campaign(keeper, title="Prepared", arms=("email", "poster", "announcement", "nothing"))
    write_and_approve(ready, second, keeper)
    Arm.objects.filter(campaign=ready, kind="announcement").update(approved_by=None, approved_at=None)
    Arm.objects.filter(campaign=ready, kind="poster").update(
        text="", writer_ids=[], approved_by=None, approved_at=None
    )
    world.see("keeper", "Too small to conclude anything", "campaigns:campaign", plan.pk)
    world.see("keeper", "Canteen", "campaigns:edit", plan.pk)
    world.see("keeper", "It can begin when every text is approved", "campaigns:campaign", ready.pk)
    for kind, words in (("email", "Approved by"), ("announcement", "Approve it"), ("poster", "Write it")):
        world.see("keeper", words, "campaigns:text", ready.pk, kind)
        world.values.append({"pk": ready.pk, "kind": kind})
    world.values.append({"pk": plan.pk, "kind": "email"})


def _over(world: World, second: Person) -> None:
    """One that is over, about an idea, with what came of it."""
    author = make_person(name="Ida Idea")
    idea = make_item(kind="idea", author=author, title=f"{LONG_WORD} for all", audience=2)
    over = finished(world.people["keeper"], second, idea_id=idea.pk)
    world.see("keeper", "points over Nothing", "campaigns:campaign", over.pk)
    world.see("ada", "points over Nothing", "campaigns:campaign", over.pk)
    world.see("ada", "points over Nothing", "campaigns:campaigns")
    world.see("ada", "points over Nothing", "campaigns:life", idea.pk)
    world.values += [{"pk": over.pk, "kind": "email"}, {"item_id": idea.pk}]


def _carried(world: World, teams: list[list[Person]], second: Person) -> None:
    """One for which the engine has asked people; and Ada is asked for one, writes another, and carries a third."""
    keeper, ada, bea = world.people["keeper"], world.people["ada"], teams[4][0]
    world.see("keeper", "How many hear of it", "campaigns:campaign", ask(keeper, wanted=2).pk)
    invited, written, running = carried(keeper, ada), carried(keeper, ada, bea), carried(keeper, ada, bea)
    for each in (ada, bea):
        for campaign in (written, running):
            campaigns.accept(viewer=viewer(each), campaign_id=campaign.pk, at=AT)
    _workshop(world, written, bea)
    write_and_approve(running, keeper, second)
    campaigns.start(viewer=viewer(keeper), campaign_id=running.pk, at=AT)
    campaigns.write_own_words(viewer=viewer(ada), campaign_id=running.pk, text=f"My {LONG_WORD} is blue.", at=AT)
    campaigns.plan_share(viewer=viewer(ada), campaign_id=running.pk, channel="note", on=now().date(), at=now())
    campaigns.share(viewer=viewer(ada), campaign_id=running.pk, channel="note", at=now())
    world.see("ada", "No is a free answer", "campaigns:advocate", invited.pk)
    world.see("ada", "It is being written", "campaigns:advocate", written.pk)
    world.see("ada", "What you shared", "campaigns:advocate", running.pk)
    world.see("keeper", "Between looks nobody sees", "campaigns:campaign", running.pk)
    world.values += [{"pk": each.pk, "kind": "advocates"} for each in (written, running, invited)]


def _workshop(world: World, campaign: Campaign, bea: Person) -> None:
    """Two drafts, of which one has a second version, a comment, a vote and a suggestion that waits."""
    keeper, ada = viewer(world.people["keeper"]), viewer(world.people["ada"])
    draft, _other = (
        campaigns.hand_in(viewer=who, campaign_id=campaign.pk, title=title, body=f"I bring {LONG_WORD}.", at=AT)
        for who, title in ((ada, f"My {LONG_WORD}"), (viewer(bea), "My cup"))
    )
    for version, body in enumerate(("I bring mine.", "I bring mine, and wash it."), start=1):
        proposal = content.propose(
            viewer=viewer(bea), item_id=draft.pk, base_version=version, at=AT,
            text=content.Text(draft.title, body, comment=f"Shorter, {LONG_WORD}"),
        )  # fmt: skip
        if version == 1:
            content.approve_proposal(viewer=keeper, proposal_id=proposal.pk, expected_version=1, at=AT)
    content.vote(viewer=viewer(bea), item_id=draft.pk, value=1, at=AT)
    make_reply(draft, author=bea, body=f"Well said, {LONG_WORD}.")
    world.see("ada", "My cup", "campaigns:workshop", campaign.pk)
    world.see("ada", "Well said", "campaigns:draft", draft.pk)
    world.see("ada", "I bring mine.", "campaigns:suggest", draft.pk)
    world.see("keeper", "diff-added", "campaigns:suggestion", proposal.pk)
    world.see("ada", "A new draft", "campaigns:write", campaign.pk)
    world.values.append({"pk": campaign.pk, "item_id": draft.pk, "proposal_id": proposal.pk})


def _heard(world: World, second: Person) -> None:
    """Somebody who reads what is announced, meets a poster, and is asked two questions."""
    keeper, until = world.people["keeper"], now() + DAY
    told = start(
        keeper, second, arms=("announcement", "poster", "nothing"), ends_at=until, places=["Canteen"],
    )  # fmt: skip
    asked = start(
        keeper, second, goal="recalled", ends_at=until,
        questions=((f"What is {LONG_WORD}?", ("Cups", "Hands")), ("When?", (LONG_WORD, "Never"))),
    )  # fmt: skip
    reader = Participant.objects.filter(campaign=told, arm__kind="announcement").exclude(person=world.people["ada"])
    place = Place.objects.get(campaign=told)
    world.people["reader"] = reader.order_by("pk")[0].person
    world.see("reader", "(announcement)", "campaigns:read", told.pk)
    world.see("reader", "(poster)", "campaigns:come", place.token)
    world.see("reader", LONG_WORD, "campaigns:questions", asked.pk)
    world.values += [{"pk": told.pk, "token": place.token}, {"pk": asked.pk}]
