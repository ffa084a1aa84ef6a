"""A year of thanks, what they buy, and awards: two given, one being voted on, one open for proposals."""

from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

from folkmoot.acknowledge.recognition import actions as recognition
from folkmoot.acknowledge.recognition.actions import Prize
from folkmoot.acknowledge.recognition.models import Award, Reward, Round, Value
from folkmoot.acknowledge.recognition.queries import my_points
from folkmoot.commons.ballots import actions as ballots
from folkmoot.commons.ballots import queries as ballot_queries
from folkmoot.commons.content.queries import visible_items
from folkmoot.commons.people.models import Unit

from .reading import table
from .stage import YEAR, Character, Stage
from .talk import Said

KUDOS = 130
_CLOSED = {"alumni", "partner-dock", "parents", "rainbow-crew", "works-council", "managers", "kittiwake"}


def plan_recognition(stage: Stage, said: list[Said]) -> None:
    """This will plan the firm's thanks and awards over the year."""
    firm = table("recognition")
    stage.timeline.plan(stage.now - YEAR + timedelta(days=7), partial(_set_up, stage, firm))
    for boost in firm["boosts"]:
        stage.timeline.plan(stage.now - timedelta(days=boost["from_days"]), partial(_boost, stage, boost))
    _plan_kudos(stage, firm)
    _plan_deeds(stage, said)
    _plan_named(stage, firm)
    for days in range(20, -1, -1):
        stage.timeline.plan(stage.now - timedelta(days=days), lambda at: recognition.mark_milestones(at=at))
    _plan_awards(stage, firm)
    for username, number, days in (("eli", 4, 3), ("mia", 1, 8), ("petra", 0, 1), ("otto", 4, 6)):
        stage.timeline.plan(stage.now - timedelta(days=days), partial(_redeem, stage, firm, username, number))


def _set_up(stage: Stage, firm: dict[str, Any], at: Any) -> None:
    """The administrator names who keeps recognition; they write down values and rewards."""
    recognition.appoint(viewer=stage.viewer("otto"), person_id=stage.people["hana"].pk, is_keeper=True, at=at)
    hana = stage.viewer("hana")
    for place, value in enumerate(firm["values"]):
        recognition.save_value(viewer=hana, position=place, at=at, **value)
    for reward in firm["rewards"]:
        recognition.save_reward(viewer=hana, at=at, **reward)
    for name in ("award", "jury", "nominating"):
        facts = firm[name]
        recognition.save_award(viewer=hana, name=facts["name"], icon=facts["icon"], about=facts["about"], at=at)


def _boost(stage: Stage, boost: dict[str, Any], at: Any) -> None:
    recognition.save_boost(
        viewer=stage.viewer("hana"), name=boost["name"], why=boost["why"], budget=boost["budget"],
        starts_on=at.date(), ends_on=(stage.now - timedelta(days=boost["until_days"])).date(),
        holder_ids=[stage.people[each].pk for each in boost["holders"]], at=at,
    )  # fmt: skip


def _colleagues(stage: Stage, at: Any) -> list[Character]:
    return [one for one in stage.arrived(at - timedelta(days=5)) if one.is_employee]


def _plan_kudos(stage: Stage, firm: dict[str, Any]) -> None:
    """Thanks among people who work together, and now and then across the house."""
    dice, texts = stage.dice("kudos"), firm["texts"]
    order = [text for _ in range(KUDOS // len(texts) + 1) for text in dice.sample(texts, len(texts))]
    for text in order[: round(KUDOS * min(1.0, stage.scale))]:
        at = stage.now - timedelta(days=340 * dice.random() ** 1.6 + 0.05, minutes=dice.randint(0, 600))
        giver, to = _pair(stage, dice, at)
        if giver is None or to is None:
            continue
        points = dice.choice((0, 5, 5, 10, 10, 10, 15, 20))
        here = _colleagues(stage, at)
        near = [one for one in here if one.unit == to.unit]
        joined = [
            one.username for one in dice.sample(near if len(near) > 3 else here, dice.choice((0, 0, 0, 0, 1, 2)))
        ]
        stage.timeline.plan(
            at, partial(_give, stage, giver.username, [to.username], text, points, joined, dice.random() < 0.05)
        )


def _pair(stage: Stage, dice: Random, at: Any) -> tuple[Character | None, Character | None]:
    here = _colleagues(stage, at)
    if len(here) < 8:
        return None, None
    known = [one for one in here if one.is_named]
    giver = dice.choice(known if known and dice.random() < 0.45 else here)
    near = [one for one in here if one.unit == giver.unit and one is not giver]
    others = [one for one in here if one is not giver]
    return giver, dice.choice(near if near and dice.random() < 0.75 else others)


def _give(
    stage: Stage, giver: str, to: list[str], text: dict[str, Any], points: int, joined: list[str], is_private: bool,
    at: Any,
) -> None:  # fmt: skip
    first = stage.cast[to[0]].name.split()[0]
    made = recognition.give(
        viewer=stage.viewer(giver), to=[stage.people[each].pk for each in to], value_id=_value(text["value"]),
        deed_words=text["deed"], message=text["words"].replace("{name}", first), points=points,
        is_private=is_private, at=at,
    )  # fmt: skip
    if made.item_id is not None:
        for username in joined:
            if username not in (giver, *to):
                recognition.join(
                    viewer=stage.viewer(username), item_id=made.item_id, points=2, at=at + timedelta(hours=3)
                )


def _value(place: int) -> int:
    return Value.objects.get(position=place).pk


def _plan_deeds(stage: Stage, said: list[Said]) -> None:
    """Some thank for what was said here, with a link to it."""
    dice = stage.dice("deeds")
    known = [
        one for one in said
        if one.talk.space not in _CLOSED and "later" not in one.saying.how and stage.cast[one.by].is_employee
        and one.saying.kind in ("question", "article", "thread", "answer") and one.name
    ]  # fmt: skip
    words = (
        "I have sent this to my whole team. It answers what we have asked ourselves for months.",
        "Clear, short, and with the drawing. Thank you for taking the time to write it down.",
        "This saved me a day. I wanted you to know.",
        "You said what I could not put into words. Thank you.",
    )
    for one in dice.sample(known, min(len(known), 24)):
        at = min(one.at + timedelta(hours=dice.uniform(4, 60)), stage.now - timedelta(minutes=20))
        others = [each.username for each in _colleagues(stage, at) if each.username != one.by]
        if others:
            stage.timeline.plan(at, partial(_thank_for, stage, dice.choice(others), one, dice.choice(words)))


def _thank_for(stage: Stage, giver: str, one: Said, words: str, at: Any) -> None:
    deed = stage.items.get(one.name)
    visible = visible_items(stage.viewer(giver)).filter(audience__lte=2)
    if deed is None or not visible.filter(pk=deed, state="published", author=stage.people[one.by]).exists():
        return
    recognition.give(
        viewer=stage.viewer(giver), to=[stage.people[one.by].pk], value_id=_value(2), deed_id=deed, message=words,
        points=5, at=at,
    )  # fmt: skip


def _plan_named(stage: Stage, firm: dict[str, Any]) -> None:
    for each in firm["named"]:
        at = stage.now - timedelta(days=each["days"], hours=2)
        stage.timeline.plan(
            at, partial(_give, stage, each["by"], each["to"], each, each["points"], each["joined"], False)
        )
    for each in firm["teams"]:
        stage.timeline.plan(stage.now - timedelta(days=each["days"], hours=5), partial(_thank_team, stage, each))
    private = {
        "deed": "listened to me on the worst Tuesday of the year",
        "words": "You did not fix anything and it helped more than any fix. Thank you.", "value": 1,
    }  # fmt: skip
    stage.timeline.plan(stage.now - timedelta(days=5), partial(_give, stage, "hana", ["eli"], private, 10, [], True))


def _thank_team(stage: Stage, each: dict[str, Any], at: Any) -> None:
    unit = Unit.objects.filter(name=each["team"]).first()
    size = sum(one.unit == each["team"] for one in stage.arrived(at) if one.is_employee)
    if unit is None or not 1 < size < 70:
        return
    recognition.give(
        viewer=stage.viewer(each["by"]), unit_id=unit.pk, value_id=_value(each["value"]), deed_words=each["deed"],
        message=each["words"], points=min(each["points"], 80 // size), at=at,
    )  # fmt: skip


def _redeem(stage: Stage, firm: dict[str, Any], username: str, number: int, at: Any) -> None:
    reward = Reward.objects.get(name=firm["rewards"][number]["name"])
    if my_points(stage.viewer(username), at=at).balance >= reward.cost:
        recognition.redeem(viewer=stage.viewer(username), reward_id=reward.pk, at=at)


def _plan_awards(stage: Stage, firm: dict[str, Any]) -> None:
    now = stage.now
    _plan_round(
        stage, firm["award"], begin=now - timedelta(days=75), title="first half of the year", seats=2, budget=400,
        quorum_percent=20, prize="A dinner with whoever you want to thank, and your story on the wall of hall 4.",
        voters=0.45, decide=True,
    )  # fmt: skip
    _plan_round(
        stage, firm["jury"] | {"about": ""}, begin=now - timedelta(days=200), title="spring", method="score",
        counts="nobody", budget=150, jury=["birgit", "nils", "joseba", "ines", "grace", "marc", "sofia"],
        voters=1.0, decide=True,
    )  # fmt: skip
    _plan_round(
        stage, firm["open"] | {"icon": "🌿"}, begin=now - timedelta(days=18), title="autumn", method="schulze",
        budget=150, prize="A day of your choice, and the tree in the yard gets your name.", voters=0.25,
    )  # fmt: skip
    _plan_round(
        stage, firm["nominating"], begin=now - timedelta(days=5), title="this year", method="approval", budget=200,
        voters=None,
    )  # fmt: skip


def _plan_round(
    stage: Stage, facts: dict[str, Any], *, begin: Any, title: str, voters: float | None, decide: bool = False,
    jury: list[str] | None = None, **rules: Any,
) -> None:  # fmt: skip
    key: dict[str, Any] = {}
    plan = stage.timeline.plan
    plan(begin, lambda at: key.update(round=_open(stage, facts, title, jury, rules, at)))
    for place, each in enumerate(facts["names"]):
        proposed = begin + timedelta(hours=20 + 9 * place)
        plan(proposed, partial(_nominate, stage, key, each))
        for further, username in enumerate(each["seconds"]):
            plan(proposed + timedelta(hours=5 + 7 * further), partial(_second, stage, key, each, username))
    if voters is None:
        return
    plan(begin + timedelta(days=11), lambda at: recognition.end_nominations(
        viewer=stage.viewer("hana"), round_id=key["round"].pk, at=at))  # fmt: skip
    voting = begin + timedelta(days=12)
    plan(voting, lambda at: key.update(ballot=recognition.hold_vote(
        viewer=stage.viewer("hana"), round_id=key["round"].pk, at=at)))  # fmt: skip
    dice = stage.dice("votes", facts["name"], title)
    names = jury or [one.username for one in stage.arrived(voting) if one.is_employee]
    for username in dice.sample(names, round(len(names) * voters)):
        if decide or username not in ("hana", "eli", "mia"):
            moment = min(voting + timedelta(hours=dice.uniform(1, 150)), stage.now - timedelta(minutes=9))
            plan(moment, partial(_vote, stage, key, facts, dice.random(), username))
    if decide:
        over = voting + timedelta(days=9)
        plan(over, lambda at: _count(key, at))
        plan(over + timedelta(days=2), lambda at: _decide(stage, key, at))


def _open(stage: Stage, facts: dict[str, Any], title: str, jury: Any, rules: dict[str, Any], at: Any) -> Round:
    award = Award.objects.get(name=facts["name"])
    ids = [stage.people[each].pk for each in jury or []]
    return recognition.open_round(
        viewer=stage.viewer("hana"), award_id=award.pk, title=title, nominations_until=at + timedelta(days=11),
        juror_ids=ids, voters="jury" if jury else "all", voting_days=8, at=at, **rules,
    )  # fmt: skip


def _nominate(stage: Stage, key: dict[str, Any], each: dict[str, Any], at: Any) -> None:
    key[each["who"]] = recognition.nominate(
        viewer=stage.viewer(each["by"]), round_id=key["round"].pk, nominee_id=stage.people[each["who"]].pk,
        reason=each["reason"], at=at,
    )  # fmt: skip


def _second(stage: Stage, key: dict[str, Any], each: dict[str, Any], username: str, at: Any) -> None:
    words = stage.dice("second", each["who"], username).choice(
        ("", "I was there. It was exactly like that.", "Long overdue.", "And always with a good word.", "Yes!")
    )
    recognition.second(viewer=stage.viewer(username), nomination_id=key[each["who"]].pk, words=words, at=at)


def _vote(stage: Stage, key: dict[str, Any], facts: dict[str, Any], chance: float, username: str, at: Any) -> None:
    """Everybody has their own favourites; who pulls more stands further up more often."""
    dice = Random(f"{stage.seed}:{chance}")  # noqa: S311 - a story, no secret
    pull = {each["who"]: each.get("pull", 5) for each in facts["names"]}
    liked = sorted(pull, key=lambda who: -dice.expovariate(1 / pull[who]))
    places = {option.key: option.position for option in key["ballot"].options.all()}
    order = [places[key[who].pk] for who in liked if key[who].pk in places]
    if key["ballot"].method == "score":
        choices = [0] * len(places)
        for rank, position in enumerate(order):
            choices[position] = max(0, 5 - rank - dice.randint(0, 1))
    else:
        choices = order[: dice.choice((1, 2, 3, 4, 6, 6))]
    ballots.cast(viewer=stage.viewer(username), ballot_id=key["ballot"].pk, choices=choices, at=at)


def _count(key: dict[str, Any], at: Any) -> None:
    ballots.close_due(at=at)
    recognition.take_count(ballot_id=key["ballot"].pk, at=at)


def _decide(stage: Stage, key: dict[str, Any], at: Any) -> None:
    ballot = key["ballot"]
    ballot.refresh_from_db()
    winners, _tied = ballot_queries.winners_for_system(ballot)
    each = key["round"].budget // max(1, len(winners))
    words = (
        "Thank you for what you did, and for how. Ask about it; you will hear that it was nothing.",
        "Others copied it within a month. There is no better praise.",
    )
    prizes = {
        option.key: Prize(words[place % 2], each) for place, option in enumerate(winners) if option.key is not None
    }
    recognition.decide(viewer=stage.viewer("hana"), round_id=key["round"].pk, prizes=prizes, at=at)
