"""Do the intervals of campaigns hold, also when stewards look early, all of it by the room's own doors?

One organisation, whose people talk so that a network can be read and advocates be chosen. Then one campaign after
another, each with a susceptibility, an alikeness of units and a lot of its own: two stewards plan, write and approve,
the engine chooses whom to ask, those asked say yes and pass it on, letters go out, people sign up at some moment or
never, and a steward looks each time a look is due and ends the campaign when its main comparison is decided. The
report, as the page reads it, is compared with what is true of those people.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.viewer import Viewer
from folkmoot.engage.campaigns import actions, queries
from folkmoot.engage.campaigns.actions import Plan
from folkmoot.engage.campaigns.models import Advocate, Arm, Campaign, Participant
from folkmoot.understand.network import actions as network

from .firm import DAY, NOW, hire, notes, talk, viewers

Array = npt.NDArray[np.float64]
ARMS = ("advocates", "email", "poster", "nothing")
UNITS, SIZE, LOOKS, LENGTH = 80, 8, 4, 28 * DAY
BASE, ALIKE, LETTER = 0.25, 0.03, 0.05


@dataclass
class Verdict:
    """What one campaign came to."""

    covered: bool
    told: bool
    alarmed: bool
    found: bool
    looks: int
    truth: float


@dataclass
class House:
    """The organisation: its people by id, those who offered themselves, and two stewards."""

    staff: list[Person]
    who: dict[int, Viewer]
    hana: Viewer
    otto: Viewer


def study(*, runs: int, seed: int) -> None:
    """Prints how often intervals hold, and how often something is seen that is not there."""
    house = build(np.random.default_rng([seed, 0]))
    found: dict[float, list[Verdict]] = {1.0: [], 0.0: []}
    for number in range(runs):
        for lift, verdicts in found.items():
            verdicts.append(run(house, np.random.default_rng([seed, 1 + number, int(lift)]), lift))
        if (number + 1) % 10 == 0:
            print(f"{number + 1}: {summary(found)}", flush=True)
    print("\n| | campaigns | conclude | intervals hold | something seen | looks taken |")
    print("|---|---|---|---|---|---|")
    for lift, verdicts in found.items():
        told = [each for each in verdicts if each.told]
        name = f"advocates do {100 * np.mean([v.truth for v in verdicts]):.1f} points more" if lift else "no effect"
        seen = [v.found for v in verdicts] if lift else [v.alarmed for v in verdicts]
        print(
            f"| {name} | {len(verdicts)} | {len(told)} | {sum(v.covered for v in told)} of {len(told)} | "
            f"{sum(seen)} | {np.mean([v.looks for v in verdicts]):.1f} |"
        )


def summary(found: dict[float, list[Verdict]]) -> str:
    some, none = found[1.0], found[0.0]
    hold, seen, false = (
        sum(each) for each in ((v.covered for v in some), (v.found for v in some), (v.alarmed for v in none))
    )
    return f"hold {hold}, seen {seen}, false {false}"


def build(rng: np.random.Generator) -> House:
    """Teams in which everybody listens to a few, and some to people of other teams."""
    sizes = np.maximum(6, rng.lognormal(np.log(SIZE), 0.4, UNITS).astype(int))
    unit = np.repeat(np.arange(UNITS), sizes)
    staff = hire(unit.tolist(), name="Colleague")
    stewards = hire([0, 0], name="Steward")
    Person.objects.filter(pk__in=[each.pk for each in stewards]).update(is_admin=True)
    who = viewers(staff)
    pairs = set()
    starts = np.searchsorted(unit, np.arange(UNITS + 1))
    for person in range(len(staff)):
        mates = starts[unit[person]] + (rng.random(6) ** 2 * sizes[unit[person]]).astype(int)
        pairs |= {(person, int(other)) for other in (*mates, rng.integers(len(staff))) if other != person}
    talk(who, notes(who, at=NOW - 40 * DAY), sorted(pairs), at=NOW - 20 * DAY)
    for one in rng.permutation(len(staff))[:150]:
        network.set_switches(viewer=who[one], advocacy=True, at=NOW - 19 * DAY)
    network.run(at=NOW - 18 * DAY)
    hana, otto = viewers(stewards)
    return House(staff, {person.pk: one for person, one in zip(staff, who, strict=True)}, hana, otto)


def run(house: House, rng: np.random.Generator, lift: float) -> Verdict:
    """One campaign from its plan to its end."""
    begin, end = NOW, NOW + LENGTH
    pk = prepared(house, rng, begin, end)
    actions.start(viewer=house.hana, campaign_id=pk, seed=str(rng.integers(1 << 40)), at=begin)
    for row in Advocate.objects.filter(campaign_id=pk):
        actions.share(viewer=house.who[row.person_id], campaign_id=pk, channel="link", at=begin + DAY)
    while actions.send_letters(at=begin + timedelta(hours=1), post=lambda **letter: None):
        pass
    rows = list(Participant.objects.filter(campaign_id=pk).order_by("pk"))
    arms = list(Arm.objects.filter(campaign_id=pk))
    chances = chances_of(rows, rng, lift)
    place = {arm.pk: number for number, arm in enumerate(arms)}
    drawn = chances[np.arange(len(rows)), [place[row.arm_id] for row in rows]]
    moment = rng.random(len(rows))
    acts = sorted(
        (float(when), row.person_id or 0)
        for when, row, does in zip(moment, rows, rng.random(len(rows)) < drawn, strict=True) if does
    )  # fmt: skip
    truth = {
        (a, b): float((chances[:, ARMS.index(a)] - chances[:, ARMS.index(b)]).mean()) for a in ARMS for b in ARMS
    }
    return watched(house, pk, acts, truth, begin)


def prepared(house: House, rng: np.random.Generator, begin: Any, end: Any) -> int:
    plan = Plan(
        title="Bring your own cup", brief="Cups that are washed save paper ones.", goal="signed_up", ends_at=end,
        arms=[(kind, 1) for kind in ARMS], looks=LOOKS, base_percent=25, wanted_points=15, advocates_wanted=30,
        advocates_per_unit=2, places=["Canteen"],
    )  # fmt: skip
    pk = actions.save(viewer=house.hana, plan=plan, at=begin - 10 * DAY).pk
    actions.prepare(viewer=house.hana, campaign_id=pk, at=begin - 9 * DAY)
    actions.ask_advocates(viewer=house.hana, campaign_id=pk, at=begin - 8 * DAY)
    for row in Advocate.objects.filter(campaign_id=pk):
        if rng.random() < 0.85:
            actions.accept(viewer=house.who[row.person_id], campaign_id=pk, at=begin - 7 * DAY)
    for kind in ARMS[:-1]:
        text = actions.write_text(
            viewer=house.hana, campaign_id=pk, kind=kind, headline="A cup of your own", text="On Monday.\n\nWashed.",
            at=begin - 5 * DAY,
        )  # fmt: skip
        actions.approve(
            viewer=house.otto, campaign_id=pk, kind=kind, expected_version=text.version, at=begin - 4 * DAY
        )
    return pk


def chances_of(rows: list[Participant], rng: np.random.Generator, lift: float) -> Array:
    """How likely each person does it in each arm: units are alike, people more or less susceptible, and advocates
    work on those who hear them, some of them more than others."""
    number = np.array([row.number for row in rows])
    weight = 1 / ALIKE - 1
    base = np.clip(rng.beta(BASE * weight, (1 - BASE) * weight, number.max() + 1)[number], 0.01, 0.9)
    susceptible = rng.beta(1.5, 3.0, len(rows))
    influence: dict[int, float] = {}
    missed = np.ones(len(rows))
    for place, row in enumerate(rows):
        for carrier in row.near:
            strength = influence.setdefault(carrier, float(rng.uniform(0.2, 0.9)))
            missed[place] *= 1 - strength
    advocates = base + lift * susceptible * (1 - missed)
    letter = base + lift * LETTER * susceptible
    return np.clip(np.stack([advocates, letter, base, base], 1), 0, 1)


def watched(
    house: House, pk: int, acts: list[tuple[float, int]], truth: dict[tuple[str, str], float], begin: Any
) -> Verdict:
    """People act, stewards look; what the report said at each look, beside the truth."""
    alarmed = found = covered = told = False
    done = looks = 0
    for number in range(1, LOOKS + 1):
        share = number / LOOKS
        while done < len(acts) and acts[done][0] <= share:
            when, person = acts[done]
            actions.sign_up(viewer=house.who[person], campaign_id=pk, at=begin + LENGTH * when)
            done += 1
        at = begin + LENGTH * share
        actions.take_look(viewer=house.hana, campaign_id=pk, at=at)
        looks += 1
        report = queries.report(house.hana, Campaign.objects.get(pk=pk))
        assert report is not None
        says = [each for each in report.comparisons if each["verdict"] != "too_few"]
        alarmed |= any(each["verdict"] in ("more", "less") for each in says)
        told = len(says) == len(report.comparisons)
        covered = all(each["low"] <= truth[each["first"], each["second"]] * share <= each["high"] for each in says)
        found = report.comparisons[0]["verdict"] in ("more", "less")
        if found and number < LOOKS:
            actions.take_look(viewer=house.hana, campaign_id=pk, stop=True, at=at)
            break
    assert Campaign.objects.get(pk=pk).state == "finished"
    return Verdict(covered, told, alarmed, found, looks, truth["advocates", "email"])
