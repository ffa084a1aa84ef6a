"""Mavens, connectors and salesmen are planted as in the engine's own study (`folkmoot.graph.tests.planted`), then
played by people through the actions: they ask, answer and accept; reply to each other; follow and join. A run reads
the log, and each person's own page says what was found in them.

The three worlds are three houses of one site with no tie between them, so that what was planted in one is not what is
found in another: a maven has partners everywhere, and so is a connector, too. Who is named in a role in a house where
nobody was planted in it is counted as wrong.
"""

from collections.abc import Callable
from datetime import timedelta

import numpy as np

from folkmoot.commons.people import actions as people
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces import actions as spaces
from folkmoot.commons.spaces.viewer import viewer_of
from folkmoot.graph.tests import planted
from folkmoot.listen.qa import actions as qa
from folkmoot.understand.network import actions, queries

from .firm import DAY, NOW, hire, notes, talk, viewers

ROLES = ("maven", "connector", "salesman")
PLANTED = {"maven": 10, "connector": 10, "salesman": 8}


def study(*, seeds: int, seed: int) -> None:
    """Prints of each role how many were planted, found, and found where they are not."""
    found = {role: [0, 0, 0, 0] for role in ROLES}
    for number in range(seed, seed + seeds):
        houses = {role: play(number) for role, play in PLAYS.items()}
        snapshot = actions.run(at=NOW)
        assert snapshot is not None
        for home, staff in houses.items():
            for place, person in enumerate(staff):
                told = {each.role: each.verdict for each in queries.mine(viewer_of(person.pk)).roles}
                for role in ROLES:
                    is_planted, is_found = home == role and place < PLANTED[role], told.get(role) == "found"
                    found[role][0] += is_planted
                    found[role][1] += is_planted and is_found
                    found[role][2] += is_found and not is_planted and home == role
                    found[role][3] += is_found and home != role
        print(
            f"seed {number}: {snapshot.act_count:,} acts, {snapshot.tie_count:,} ties, "
            f"{snapshot.people_count:,} people",
            flush=True,
        )
        for staff in houses.values():  # The next world is alone.
            Person.objects.filter(pk__in=[person.pk for person in staff]).update(is_active=False)
        tell(found)


def tell(found: dict[str, list[int]]) -> None:
    """Prints what is known so far."""
    print("\n| role | planted | found | recall | wrong in its house | precision there | named in the other houses |")
    print("|---|---|---|---|---|---|---|")
    for role, (there, hit, wrong, elsewhere) in found.items():
        precision = hit / (hit + wrong) if hit + wrong else float("nan")
        print(f"| {role} | {there} | {hit} | {hit / there:.2f} | {wrong} | {precision:.2f} | {elsewhere} |")


def mavens(seed: int) -> list[Person]:
    """Ten answer ten times as often on one topic, and .75 of what they say is accepted instead of .3."""
    n = 300
    asked = planted.answers(seed, n=n, count=3000)
    staff = hire([place % 10 for place in range(n)], name=f"Maven{seed}")
    who = viewers(staff)
    order = np.random.default_rng(seed).random(len(asked.answerer)) * 60
    for row, (answerer, asker, topic, good) in enumerate(
        zip(asked.answerer, asked.asker, asked.topic, asked.accepted, strict=True)
    ):
        if answerer == asker:
            continue
        at = NOW - timedelta(days=float(order[row]) + 1)
        question = qa.ask(
            viewer=who[asker], title=f"How is it done? ({row})", tags=[f"topic-{topic}"], audience=2, at=at
        )
        answer = qa.answer(
            viewer=who[answerer], question_id=question.pk, body="Like this.", at=at + timedelta(hours=1)
        )
        if good:
            qa.accept_answer(viewer=who[asker], answer_id=answer.pk, at=at + timedelta(hours=2))
    return staff


def connectors(seed: int) -> list[Person]:
    """Ten have .8 of their forty ties anywhere, the others .2 of theirs."""
    graph, group = planted.bridges(seed, planted=PLANTED["connector"], n=360, groups=9, degree=14, connector=0.8)
    staff = hire([int(unit) for unit in group], name=f"Connector{seed}")
    who = viewers(staff)
    written = notes(who, at=NOW - 200 * DAY)
    pairs = zip(graph.rows().tolist(), graph.indices.tolist(), strict=True)
    talk(who, written, pairs, at=NOW - 20 * DAY)
    return staff


def salesmen(seed: int) -> list[Person]:
    """After one of eight joins a community, .35 of those who follow them join within a day."""
    graph, log, group = planted.persuasion(seed, planted=PLANTED["salesman"], n=400, actions=40)
    staff = hire([int(unit) for unit in group], name=f"Salesman{seed}")
    who = viewers(staff)
    for leader, follower in zip(graph.rows().tolist(), graph.indices.tolist(), strict=True):
        people.follow(actor=staff[follower], person=staff[leader], at=NOW - 300 * DAY)
    founder = viewer_of(hire([0], name=f"Founder{seed}")[0].pk)
    rooms = [
        spaces.create(actor=founder, name=f"Habit {seed} {number}", at=NOW - 200 * DAY)
        for number in range(int(log.actions.max()) + 1)
    ]
    for row in np.argsort(log.times, kind="stable").tolist():
        at = NOW - timedelta(days=110 - float(log.times[row]))
        spaces.join(actor=who[log.people[row]], space=rooms[log.actions[row]], at=at)
    return staff


PLAYS: dict[str, Callable[[int], list[Person]]] = {
    "maven": mavens, "connector": connectors, "salesman": salesmen,
}  # fmt: skip
