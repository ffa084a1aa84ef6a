"""Do the intervals of campaigns hold? Organisations drawn from a seed, in which the true effect is known.

`python -m bench.campaigns [--runs 400] [--seed 1]`. Each run draws an organisation: units of unequal size in several
sites, people with a hidden susceptibility, units that are alike, a network with more ties within a unit than across,
and a few people with a planted influence on those they are tied to. The lot is drawn, messages spread over the real
ties of the chosen advocates, people act at some moment or never, and the room's own computing
(`folkmoot.engage.campaigns.logic`) looks as often as was planned. What is counted over all runs:

- covered: the interval at the last look taken holds the true effect (as of that look) of every comparison;
- false alarms: any look at any comparison says "a difference" when no arm does anything;
- found: the effect that is there is seen at some look.

Beside it the way it is usually done: every person counted as independent, and a look every time at 95 of 100.
"""

import argparse
import platform
import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from folkmoot.engage.campaigns.logic import effects, looks, lots

Array = npt.NDArray[np.float64]
ARMS = ("advocates", "e-mail", "posters", "nothing")
COMPARED = ((0, 1), (0, 3), (2, 3))  # advocates over e-mail, advocates over nothing, posters over nothing


@dataclass(frozen=True)
class Scene:
    """One kind of organisation and campaign."""

    name: str
    units: int
    size: float
    looks: int
    alike: float = 0.03
    lift: float = 1.0
    by_person: bool = False


SCENES = (
    Scene("80 units, one look", 80, 25, 1),
    Scene("80 units, four looks", 80, 25, 4),
    Scene("80 units, very alike, four looks", 80, 25, 4, alike=0.10),
    Scene("24 units, two looks", 24, 40, 2),
    Scene("16 units (4 in each arm), four looks", 16, 60, 4),
    Scene("2,000 people one by one, four looks", 40, 50, 4, by_person=True),
)


@dataclass(frozen=True)
class Organisation:
    """Who is where, and how each would act under each arm: chances (people × arms)."""

    unit: npt.NDArray[np.int64]
    site: npt.NDArray[np.int64]
    chances: Array


def draw(scene: Scene, rng: np.random.Generator) -> Organisation:
    """An organisation whose people's chances to act are known under every arm."""
    sizes = np.maximum(4, rng.lognormal(np.log(scene.size), 0.6, scene.units).astype(int))
    unit = np.repeat(np.arange(scene.units), sizes)
    n = len(unit)
    site = rng.integers(0, 4, scene.units)
    mean = 0.2
    weight = 1 / scene.alike - 1
    base = rng.beta(mean * weight, (1 - mean) * weight, scene.units)[unit]
    base = np.clip(base + rng.normal(0, 0.03, 4)[site][unit], 0.01, 0.9)
    susceptible = rng.beta(1.5, 3.0, n)
    influence = np.where(rng.random(n) < 0.08, rng.uniform(0.3, 0.8, n), 0.05)
    heard = _pressure(unit, influence, rng)
    advocates = base + scene.lift * susceptible * heard
    letter = base + scene.lift * 0.05 * susceptible
    chances = np.clip(np.stack([advocates, letter, base, base], 1), 0, 1)
    return Organisation(unit, site, chances)


def _pressure(unit: npt.NDArray[np.int64], influence: Array, rng: np.random.Generator) -> Array:
    """How strongly each person hears of it: the most influential of all carry it to those who are tied to them."""
    n = len(unit)
    starts = np.searchsorted(unit, np.arange(unit[-1] + 2))
    inside = starts[unit][:, None] + (rng.random((n, 8)) * np.diff(starts)[unit][:, None]).astype(int)
    tied = np.concatenate([inside, rng.integers(0, n, (n, 2))], 1)
    carries = influence >= np.quantile(influence, 0.94)
    missed = np.prod(1 - np.where(carries[tied], influence[tied], 0.0), 1)
    return 1 - missed


def deal(scene: Scene, people: Organisation, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """The arm of each person, by unit (or person), through the room's own lots."""
    group = np.arange(len(people.unit)) if scene.by_person else people.unit
    counts = np.bincount(group)
    site = people.site[people.unit] if scene.by_person else people.site
    clusters = [lots.Cluster(key, int(size), str(site[key])) for key, size in enumerate(counts)]
    dealt = lots.assign(clusters, [1, 1, 1, 1], seed=str(rng.integers(1 << 40)))
    return np.array([dealt[key] for key in range(len(counts))])[group]


@dataclass
class Verdict:
    """What one run came to."""

    covered: bool
    alarmed: bool
    found: bool
    concluded: bool


def run(scene: Scene, rng: np.random.Generator) -> tuple[Verdict, Verdict]:
    """One organisation, one lot, its looks: as the room judges, and as it is usually done."""
    people = draw(scene, rng)
    arm = deal(scene, people, rng)
    acts = rng.random(len(arm)) < people.chances[np.arange(len(arm)), arm]
    moment = rng.random(len(arm))
    group = np.arange(len(arm)) if scene.by_person else people.unit
    truth = np.array([(people.chances[:, a] - people.chances[:, b]).mean() for a, b in COMPARED])
    return (
        _judge(scene, group, arm, acts, moment, truth, careful=True),
        _judge(scene, np.arange(len(arm)), arm, acts, moment, truth, careful=False),
    )


def _judge(
    scene: Scene, group: npt.NDArray[np.int64], arm: npt.NDArray[np.int64], acts: npt.NDArray[np.bool_],
    moment: Array, truth: Array, *, careful: bool,
) -> Verdict:  # fmt: skip
    levels = looks.levels(scene.looks, comparisons=len(COMPARED)) if careful else [0.05] * scene.looks
    alarmed = found = False
    covered = concluded = True
    for number, level in enumerate(levels, start=1):
        now = number / scene.looks
        done = acts & (moment <= now)
        sums = [_arm(group, done, arm == a) for a in range(len(ARMS))]
        alike = effects.correlation(sums)
        results = []
        for first, second in COMPARED:
            try:
                results.append(effects.effect(sums[first], sums[second], level=level, alike=alike))
            except effects.TooFewToConclude:
                concluded = False
        alarmed |= any(each.is_seen for each in results)
        found |= bool(results) and results[0].is_seen
        if len(results) == len(COMPARED):
            covered = all(each.low <= real * now <= each.high for each, real in zip(results, truth, strict=True))
        if found:
            break  # The campaign ends here, as it may: this is where peeking does its harm.
    return Verdict(covered, alarmed, found, concluded)


def _arm(group: npt.NDArray[np.int64], done: npt.NDArray[np.bool_], inside: npt.NDArray[np.bool_]) -> effects.Arm:
    return effects.Arm.of(np.bincount(group[inside]), np.bincount(group[inside], done[inside]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.perf_counter()
    print(f"{platform.machine()}, Python {platform.python_version()}; {asked.runs} runs each, seed {asked.seed}\n")
    print("| organisation | covered | false alarms | found | usual way: covered | false alarms |")
    print("|---|---|---|---|---|---|")
    for place, scene in enumerate(SCENES):
        rng = np.random.default_rng([asked.seed, place])
        with_effect = [run(scene, rng) for _ in range(asked.runs)]
        still = Scene(**{**scene.__dict__, "lift": 0.0})
        without = [run(still, rng) for _ in range(asked.runs)]
        cells = [
            np.mean([ours.covered for ours, _ in with_effect]), np.mean([ours.alarmed for ours, _ in without]),
            np.mean([ours.found for ours, _ in with_effect]), np.mean([usual.covered for _, usual in with_effect]),
            np.mean([usual.alarmed for _, usual in without]),
        ]  # fmt: skip
        print(f"| {scene.name} | " + " | ".join(f"{100 * cell:.1f} %" for cell in cells) + " |", flush=True)
    print(f"\n{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
