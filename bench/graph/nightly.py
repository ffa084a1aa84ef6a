"""`python -m bench.graph.nightly [g100k g1m] [--turns 1]`: the whole nightly run, and a refresh after 1 % more.

Beside the ties of the graph (one event each), a fifth as many answers on a topic for every 1,000 people, a third of
them accepted, and two uptakes for each person of an action for every 50 people, over 100 days. The refresh adds 1 %
of each: half of the new ties repeat old ones, half are to other people. Seconds of clock and of processor time of
the run (building the graph included) and of the refresh, what the process held at most, and how far the refresh is
from a full run on everything.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np

from bench.graph import graphs
from folkmoot.graph import nightly
from folkmoot.graph.communities import agreement
from folkmoot.graph.learning import uptakes
from folkmoot.graph.roles import Answers

SETTINGS = nightly.Settings(half_life=90.0, window=1.0)


def recorded(name):
    """Last night's traces and those since."""
    s, t, w, groups, n = graphs.load(name)
    random = np.random.default_rng(5)
    days = random.random(len(s)) * 99

    def answers(count, first, last):
        e = random.integers(0, len(s), count)
        topic = random.integers(0, max(n // 1000, 5), count)
        when = random.uniform(first, last, count)
        return Answers(s[e], t[e], topic.astype(np.int32), random.random(count) < 1 / 3, when)

    def taken(first, last):
        """Each action begins on some day and is taken up for about a week after it."""
        count, random = 2 * n, np.random.default_rng(6)
        actions = random.integers(0, max(n // 50, 10), count)
        days = actions / max(n // 50, 10) * 110 - 10 + random.exponential(7, count)
        people = s[random.integers(0, len(s), count)]
        inside = (days >= first) & (days < last)
        return uptakes(people[inside], actions[inside], days[inside], n=n)

    old = nightly.Traces(n, s, t, days, weights=w, groups=groups)
    old = replace(old, answers=answers(len(s) // 5, 0, 99), uptakes=taken(0, 99))
    again = random.choice(len(s), len(s) // 100)
    others = np.where(random.random(len(again)) < 0.5, random.permutation(t[again]), t[again])
    new = nightly.Traces(n, s[again], others, np.full(len(again), 99.5))
    return old, replace(new, answers=answers(len(s) // 500, 99, 100), uptakes=taken(99, 100))


def everything(old, new):
    """Both as if recorded before the night."""
    pairs = {name: (getattr(old, name), getattr(new, name)) for name in ("sources", "targets", "times")}
    joined = {name: np.concatenate(pair) for name, pair in pairs.items()}
    joined["weights"] = np.concatenate([old.weights, np.ones(len(new.sources), np.float32)])
    return replace(
        old,
        **joined,
        answers=nightly._more_answers(old.answers, new.answers, old.n),
        uptakes=nightly._more_uptakes(old.uptakes, new.uptakes, old.n),
    )


def timed(work, *arguments):
    wall, cpu = time.perf_counter(), time.process_time()
    found = work(*arguments)
    return found, time.perf_counter() - wall, time.process_time() - cpu


def measure(name):
    small = recorded("g10k")
    nightly.refresh(
        nightly.run(small[0], SETTINGS), small[1]
    )  # Kernels are compiled or read before the clock starts.
    old, new = recorded(name)
    night, wall, cpu = timed(nightly.run, old, SETTINGS)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    fresh, wall_after, cpu_after = timed(nightly.refresh, night, new)
    peak_after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    whole = nightly.run(everything(old, new), replace(SETTINGS, advocates=0), before=night)
    named = {role: (getattr(fresh, role), getattr(whole, role)) for role in ("mavens", "connectors", "salesmen")}
    return {
        "run": [wall, cpu],
        "refresh": [wall_after, cpu_after],
        "ratio": [wall_after / wall, cpu_after / cpu],
        "peak": [peak, peak_after],
        "ranks": float(np.abs(fresh.ranks - whole.ranks).sum()),
        "quality": [fresh.communities.quality, whole.communities.quality],
        "names": agreement(fresh.communities.labels, night.communities.labels)[1],
        "roles": {role: [int(a.found.sum()), int(b.found.sum())] for role, (a, b) in named.items()},
        "p": {role: float(np.abs(a.p - b.p).max(initial=0)) for role, (a, b) in named.items()},
    }


def main():
    parser = argparse.ArgumentParser(prog="bench.graph.nightly")
    parser.add_argument("graphs", nargs="*", default=["g100k"])
    parser.add_argument("--turns", type=int, default=1)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        print(json.dumps(measure(args.measure)))
        return
    report(args.graphs, args.turns)


def report(names, turns):
    print(
        "| | run s (processor) | refresh s (processor) | of the run | most MB | ranks off | quality | ARI to before |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name in names:
        graphs.load(name)
        command = [sys.executable, "-m", "bench.graph.nightly", "--measure", name]
        for _ in range(turns):
            said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
            found = json.loads(said.strip().splitlines()[-1])
            run, after, ratio = found["run"], found["refresh"], found["ratio"]
            print(
                f"| {name} | {run[0]:.1f} ({run[1]:.1f}) | {after[0]:.2f} ({after[1]:.2f}) "
                f"| {ratio[0]:.3f} ({ratio[1]:.3f}) | {found['peak'][0]:.0f}, {found['peak'][1]:.0f} "
                f"| {found['ranks']:.1e} | {found['quality'][0]:.5f}, {found['quality'][1]:.5f} "
                f"| {found['names']:.4f} |"
            )
            print(
                f"  roles named after the refresh and by a full run: {found['roles']}; p off {found['p']}", flush=True
            )


if __name__ == "__main__":
    main()
