"""A year of ideas: campaigns with those who answer, what people brought, and what became of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from folkmoot.commons.content import actions as content
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.refusals import Refused
from folkmoot.listen.ideas import actions as ideas
from folkmoot.listen.ideas.models import Criterion, Task
from folkmoot.listen.ideas.refusals import NoSuchStep

from .reading import table
from .stage import Character, Stage, unless
from .ties import HEEDED

_RULES = ("votes_each", "votes_needed", "votes_shown", "uses_pairs")
_SITES = {"bilbao": "Bilbao", "hamburg": "Hamburg", "lehavre": "Le Havre"}


def plan_ideas(stage: Stage) -> None:
    """This will plan the campaigns and every idea with its way; a small demo has every fourth idea and all merged."""
    told = table("ideas")
    for key, facts in told["campaigns"].items():
        _plan_campaign(stage, key, facts)
    every = max(1, round(1 / stage.scale / 2)) if stage.scale < 1 else 1
    kept = [key for number, key in enumerate(told["ideas"]) if number % every == 0]
    kept += [told["ideas"][key]["merge"][0] for key in kept if "merge" in told["ideas"][key]]
    for key in dict.fromkeys(kept):
        _plan_idea(stage, key, told["ideas"][key])


def arrive_for_ideas(stage: Stage) -> None:
    """This will have everybody here before they are needed for an idea."""
    told = table("ideas")
    for facts in told["campaigns"].values():
        people = [facts["by"], *facts.get("reviewers", ()), *facts.get("deciders", ())]
        _arrive(stage, people, facts["ago"] + 2)
    for facts in told["ideas"].values():
        people = [_who(stage, facts["by"]), *(name for name, _text in facts.get("said", ()))]
        people += [
            *facts.get("co", ()),
            facts.get("owner", ""),
            *(_who(stage, name) for name, _ in facts.get("team", ())),
        ]
        people += [facts["amend"][0]] if "amend" in facts else []
        _arrive(stage, people, facts["ago"] + 2)


def _arrive(stage: Stage, people: list[str], days_ago: float) -> None:
    for name in people:
        if name in stage.cast:
            who = stage.cast[name]
            who.arrives_at = min(who.arrives_at, stage.now - timedelta(days=days_ago))


def _who(stage: Stage, name: str) -> str:
    """A user name; `~bilbao3` is the third nameless employee of Bilbao, or as many further as there are."""
    if not name.startswith("~"):
        return name
    place = name[1:].rstrip("0123456789")
    pool = [
        one.username for one in stage.cast.values()
        if one.is_employee and one.site == _SITES[place] and not one.is_named
    ]  # fmt: skip
    return pool[int(name[1 + len(place) :]) % len(pool)]


def _at(stage: Stage, days_ago: float, *about: object) -> datetime:
    """A working hour of that day."""
    at = stage.now - timedelta(days=days_ago)
    return at.replace(
        hour=stage.dice("idea", *about).choice((7, 8, 9, 10, 13, 15)), minute=stage.dice(*about).randint(0, 59)
    )


def _plan_campaign(stage: Stage, key: str, facts: dict[str, Any]) -> None:
    at = _at(stage, facts["ago"], "campaign", key)
    stage.timeline.plan(at, partial(_found, stage, key, facts))
    for name, capacity in facts.get("reviewers", {}).items():
        stage.timeline.plan(at + timedelta(hours=1), partial(_promise, stage, key, name, capacity))
    if not facts.get("planned"):
        stage.timeline.plan(at + timedelta(hours=2), partial(_open, stage, key, facts))
    if "until_ago" in facts:
        stage.timeline.plan(stage.now - timedelta(days=facts["until_ago"]), partial(_close, stage, key))


def _found(stage: Stage, key: str, facts: dict[str, Any], at: datetime) -> None:
    # The administrator plans; whoever asked for it and the named people decide.
    rules = {name: facts[name] for name in _RULES if name in facts}
    rules |= {"door": facts["door"], "is_standing": facts.get("standing", False)}
    otto = stage.viewer("otto")
    item = ideas.plan_campaign(
        viewer=otto, title=facts["title"], body=facts["body"], rules=rules, audience=facts.get("audience", 2), at=at
    )
    stage.items[f"campaign:{key}"] = item.id
    for name in dict.fromkeys([*facts.get("deciders", ()), facts["by"]]):
        ideas.give_role(viewer=otto, campaign_id=item.id, person_id=stage.people[name].pk, name="decider", at=at)
    for name in facts.get("reviewers", ()):
        ideas.give_role(viewer=otto, campaign_id=item.id, person_id=stage.people[name].pk, name="reviewer", at=at)
    if "criteria" in facts:
        criteria = [tuple(each) for each in facts["criteria"]]
        ideas.set_criteria(viewer=otto, campaign_id=item.id, criteria=criteria, at=at)


def _promise(stage: Stage, key: str, name: str, capacity: int, at: datetime) -> None:
    ideas.promise(viewer=stage.viewer(name), campaign_id=stage.items[f"campaign:{key}"], capacity=capacity, at=at)


def _open(stage: Stage, key: str, facts: dict[str, Any], at: datetime) -> None:
    until = None
    if "until_in" in facts or "until_ago" in facts:
        until = (stage.now + timedelta(days=facts.get("until_in", -facts.get("until_ago", 0)))).date()
    campaign_id = stage.items[f"campaign:{key}"]
    ideas.open_campaign(viewer=stage.viewer(facts["by"]), campaign_id=campaign_id, closes_on=until, at=at)


def _close(stage: Stage, key: str, at: datetime) -> None:
    ideas.close_campaign(viewer=stage.viewer("otto"), campaign_id=stage.items[f"campaign:{key}"], at=at)


def _plan_idea(stage: Stage, key: str, facts: dict[str, Any]) -> None:
    author = _who(stage, facts["by"])
    at = _at(stage, facts["ago"], key)
    plan, dice = stage.timeline.plan, stage.dice("idea", key)
    plan(at, partial(_bring, stage, key, facts, author))
    patience = min(12.0, facts["ago"] * 0.8, facts["answer"][1] * 0.9 if "answer" in facts else 99)
    if "merge" in facts:
        patience = min(patience, facts["merge"][1] * 0.9)
    for place, (name, text) in enumerate(facts.get("said", ())):
        plan(at + timedelta(days=patience * (place + 1) / 6, minutes=7), partial(_say, stage, key, name, text))
    for voter, days in _voters(stage, facts, author, at, dice, patience):
        plan(at + timedelta(days=days, hours=1), partial(_vote, stage, key, voter))
    for days in (patience / 2, patience):
        plan(at + timedelta(days=days, hours=2), partial(_keep_up, stage, key))
    _plan_writing(stage, key, facts, author, at, patience)
    if "answer" in facts:
        _plan_answer(stage, key, facts, author, at + timedelta(days=facts["answer"][1]))
    elif "stage" in facts:
        plan(at + timedelta(days=min(16, facts["ago"] * 0.7)), partial(_move, stage, key, facts))
    for place, (name, scores, note) in enumerate(facts.get("evaluate", ())):
        days = facts["answer"][1] * 0.95 if "answer" in facts else facts["ago"] * 0.8
        plan(at + timedelta(days=days, minutes=place), partial(_evaluate, stage, key, facts, name, scores, note))
    if facts.get("shortlist"):
        plan(at + timedelta(days=facts["ago"] * 0.85), partial(_shortlist, stage, key, facts))
    if "merge" in facts:
        plan(at + timedelta(days=facts["merge"][1]), partial(_merge, stage, key, facts["merge"]))


def _voters(
    stage: Stage, facts: dict[str, Any], author: str, at: datetime, dice: Any, patience: float
) -> Iterator[tuple[str, float]]:
    """Those who can read it and were here then, and after how many days; customers vote on products only. Where
    somebody goes first whom others heed, many of these are among the voters, soon after."""
    is_open = facts["campaign"] == "products"
    pool = [one for one in stage.arrived(at) if (one.is_employee or is_open) and one.username != author]
    pool.sort(key=_order)
    count = max(1, round(facts["votes"] * min(1.0, stage.scale * 3)))
    voters = [one.username for one in dice.sample(pool, min(count, len(pool)))]
    days = {name: patience * dice.random() ** 2 for name in voters}
    first = dice.choice([name for name in HEEDED if name != author])
    if stage.cast[first].arrives_at < at and dice.random() < 0.95:
        gone = patience * dice.uniform(0.1, 0.6)
        heed = sorted(stage.heed(first, at) & {one.username for one in pool})
        drawn = [name for name in heed if dice.random() < 0.55][: len(voters) // 2]
        others = [name for name in voters if name not in heed and name != first]
        days = {name: days[name] for name in others[: max(0, len(voters) - len(drawn) - 1)]}
        days |= {name: min(gone + dice.uniform(0.02, 1.5), patience) for name in drawn} | {first: gone}
    yield from days.items()


def _order(one: Character) -> str:
    return one.username


def _plan_writing(stage: Stage, key: str, facts: dict[str, Any], author: str, at: datetime, patience: float) -> None:
    plan = stage.timeline.plan
    for name in facts.get("co", ()):
        plan(at + timedelta(days=patience * 0.4), partial(_ask_co_author, stage, key, author, name))
        plan(at + timedelta(days=patience * 0.5), partial(_join_as_author, stage, key, name))
    if "amend" in facts:
        plan(at + timedelta(days=patience * 0.6), partial(_amend, stage, key, facts["amend"]))
        if "answer" in facts:  # Of open ideas it waits for its author.
            plan(at + timedelta(days=patience * 0.8), partial(_take_amendment, stage, key, author))


def _plan_answer(stage: Stage, key: str, facts: dict[str, Any], author: str, at: datetime) -> None:
    plan = stage.timeline.plan
    plan(at, partial(_answer, stage, key, facts["answer"]))
    if facts["answer"][0] != "accepted":
        return
    owner = facts.get("owner", author)
    plan(at + timedelta(days=0.5), partial(_own, stage, key, facts["answer"][2], owner, author))
    if "support" in facts:
        plan(at + timedelta(days=1), partial(_support, stage, key, facts))
    for place, (name, role) in enumerate(facts.get("team", ())):
        plan(at + timedelta(days=2 + place), partial(_team, stage, key, owner, _who(stage, name), role))
    if "seek" in facts:
        plan(at + timedelta(days=5), partial(_seek, stage, key, owner, facts["seek"]))
    last = max(
        [3.5, *(days for days, *_ in facts.get("news", ())), facts["real"][0] * 0.95 if "real" in facts else 0]
    )
    steps = facts.get("steps", ())
    for place, step in enumerate(steps):
        plan(at + timedelta(days=3, minutes=place), partial(_step, stage, key, owner, step))
        if step.startswith("+"):
            plan(
                at + timedelta(days=3.2 + (last - 3.2) * (place + 1) / (len(steps) + 1)),
                partial(_tick, stage, key, owner, step),
            )
    for days, percent, words in facts.get("news", ()):
        plan(at + timedelta(days=days), partial(_report, stage, key, owner, percent, words))
    if "real" in facts:
        plan(at + timedelta(days=facts["real"][0]), partial(_make_real, stage, key, owner, facts["real"]))
    for place, (name, words) in enumerate(facts.get("borrowed", ())):
        days = facts["real"][0] + 6 + place if "real" in facts else last
        plan(at + timedelta(days=days), partial(_borrow, stage, key, name, words))


def _bring(stage: Stage, key: str, facts: dict[str, Any], author: str, at: datetime) -> None:
    stage.items[key] = ideas.submit(
        viewer=stage.viewer(author), title=facts["title"], body=facts["body"], tags=facts.get("tags", ()),
        language="en", campaign_id=stage.items[f"campaign:{facts['campaign']}"], at=at,
    ).id  # fmt: skip


def _say(stage: Stage, key: str, name: str, text: str, at: datetime) -> None:
    content.reply(viewer=stage.viewer(name), parent_id=stage.items[key], body=text, at=at)


def _vote(stage: Stage, key: str, name: str, at: datetime) -> None:
    with unless(Refused):  # They have no vote left, or are too late.
        content.vote(viewer=stage.viewer(name), item_id=stage.items[key], value=1, at=at)


def _keep_up(stage: Stage, key: str, at: datetime) -> None:
    ideas.keep_up(item_ids=[stage.items[key]], at=at)


def _ask_co_author(stage: Stage, key: str, author: str, name: str, at: datetime) -> None:
    ideas.invite_co_author(
        viewer=stage.viewer(author), item_id=stage.items[key], person_id=stage.people[name].pk, at=at
    )


def _join_as_author(stage: Stage, key: str, name: str, at: datetime) -> None:
    ideas.answer_co_authorship(viewer=stage.viewer(name), item_id=stage.items[key], is_yes=True, at=at)


def _amend(stage: Stage, key: str, told: list[str], at: datetime) -> None:
    name, body, why = told
    item = contents.visible_item(stage.viewer(name), stage.items[key])
    ideas.propose_amendment(viewer=stage.viewer(name), item_id=item.id, title=item.title, body=body, why=why, at=at)


def _take_amendment(stage: Stage, key: str, author: str, at: datetime) -> None:
    item = contents.visible_item(stage.viewer(author), stage.items[key])
    asked = contents.proposed_for(item)[0]
    ideas.accept_amendment(
        viewer=stage.viewer(author), item_id=item.id, proposal_id=asked.id, version=asked.version, at=at
    )


def _move(stage: Stage, key: str, facts: dict[str, Any], at: datetime) -> None:
    """Where its rules have not brought it already."""
    name = table("ideas")["campaigns"][facts["campaign"]]["deciders"][0]
    with unless(NoSuchStep):
        ideas.move(viewer=stage.viewer(name), item_id=stage.items[key], stage=facts["stage"], at=at)


def _evaluate(
    stage: Stage, key: str, facts: dict[str, Any], name: str, scores: list[int], note: str, at: datetime
) -> None:  # fmt: skip
    campaign_id = stage.items[f"campaign:{facts['campaign']}"]
    criteria = Criterion.objects.filter(campaign_id=campaign_id).order_by("position").values_list("pk", flat=True)
    given = dict(zip(criteria, scores, strict=True))
    ideas.evaluate(viewer=stage.viewer(name), item_id=stage.items[key], scores=given, note=note, at=at)


def _shortlist(stage: Stage, key: str, facts: dict[str, Any], at: datetime) -> None:
    name = table("ideas")["campaigns"][facts["campaign"]]["deciders"][0]
    ideas.shortlist(viewer=stage.viewer(name), item_id=stage.items[key], is_on=True, at=at)


def _merge(stage: Stage, key: str, told: list[Any], at: datetime) -> None:
    into, _days, name, reason = told
    ideas.merge(viewer=stage.viewer(name), item_id=stage.items[key], into_id=stage.items[into], reason=reason, at=at)


def _answer(stage: Stage, key: str, told: list[Any], at: datetime) -> None:
    outcome, _days, name, reason, period, cost = told
    verb = ideas.accept if outcome == "accepted" else ideas.decline
    money = Decimal(cost) if cost else None
    verb(viewer=stage.viewer(name), item_id=stage.items[key], reason=reason, period=period, cost=money, at=at)


def _own(stage: Stage, key: str, decider: str, owner: str, author: str, at: datetime) -> None:
    """The author was offered it with the answer; somebody else is asked after they said no."""
    item_id = stage.items[key]
    if owner != author:
        ideas.decline_ownership(viewer=stage.viewer(author), item_id=item_id, words="Better you than me.", at=at)
        ideas.offer_ownership(viewer=stage.viewer(decider), item_id=item_id, person_id=stage.people[owner].pk, at=at)
    ideas.take_ownership(viewer=stage.viewer(owner), item_id=item_id, at=at)


def _support(stage: Stage, key: str, facts: dict[str, Any], at: datetime) -> None:
    sponsor, budget, line, hours = facts["support"]
    ideas.support(
        viewer=stage.viewer(facts["answer"][2]), item_id=stage.items[key], sponsor_id=stage.people[sponsor].pk,
        budget=Decimal(budget) if budget else None, budget_line=line, hours=hours, at=at,
    )  # fmt: skip


def _team(stage: Stage, key: str, owner: str, name: str, role: str, at: datetime) -> None:
    boss, item_id = stage.viewer(owner), stage.items[key]
    place = ideas.open_position(viewer=boss, item_id=item_id, title=role, at=at)
    if name != owner:
        asked = ideas.apply(viewer=stage.viewer(name), item_id=item_id, position_id=place.pk, words="Gladly.", at=at)
        ideas.answer_application(viewer=boss, item_id=item_id, application_id=asked.pk, is_yes=True, at=at)
    ideas.close_position(viewer=boss, item_id=item_id, position_id=place.pk, at=at)


def _seek(stage: Stage, key: str, owner: str, told: list[str], at: datetime) -> None:
    ideas.open_position(viewer=stage.viewer(owner), item_id=stage.items[key], title=told[0], about=told[1], at=at)


def _step(stage: Stage, key: str, owner: str, step: str, at: datetime) -> None:
    ideas.add_task(viewer=stage.viewer(owner), item_id=stage.items[key], title=step.lstrip("+"), at=at)


def _tick(stage: Stage, key: str, owner: str, step: str, at: datetime) -> None:
    task = Task.objects.get(idea_id=stage.items[key], title=step.lstrip("+"))
    ideas.finish_task(viewer=stage.viewer(owner), item_id=stage.items[key], task_id=task.pk, at=at)


def _report(stage: Stage, key: str, owner: str, percent: int, words: str, at: datetime) -> None:
    ideas.report_progress(viewer=stage.viewer(owner), item_id=stage.items[key], percent=percent, words=words, at=at)


def _make_real(stage: Stage, key: str, owner: str, told: list[Any], at: datetime) -> None:
    _days, result, cost = told
    ideas.implement(viewer=stage.viewer(owner), item_id=stage.items[key], result=result, cost=Decimal(cost), at=at)


def _borrow(stage: Stage, key: str, name: str, words: str, at: datetime) -> None:
    ideas.borrow(viewer=stage.viewer(name), item_id=stage.items[key], words=words, at=at)
