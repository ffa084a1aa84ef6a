"""`python -m bench.graph.roles [--seeds 200] [--only WORD]`: are roles found where they are, and only there?

First, worlds in which nobody has a role, of many shapes: the share of seeds in which anybody is named at all, which
is the false discovery rate there. Then planted roles at growing strength: recall and precision.
"""

import argparse
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from folkmoot.graph import roles
from folkmoot.graph.roles.connector import both_ways
from folkmoot.graph.tests import planted
from folkmoot.graph.tests.worlds import WORLDS


def mavens(activity, accepted):
    return lambda seed: roles.mavens(planted.answers(seed, activity=activity, accepted=accepted), n=600)


def connectors(share, drawn=False):
    def find(seed):
        graph, group = planted.bridges(seed, connector=share)
        return roles.connectors(graph, both_ways(graph) if drawn else group)

    return find


def salesmen(push, **options):
    def find(seed):
        graph, log, group = planted.persuasion(seed, push=push, **options)
        return roles.salesmen(graph, log, window=1.0, groups=group)

    return find


PLANTED = {
    "mavens, 5 × as many answers, accepted .65 instead of .3": (mavens(5, 0.65), 10),
    "mavens, 10 × as many answers, accepted .5 instead of .3": (mavens(10, 0.5), 10),
    "mavens, 10 × as many answers, accepted .65 instead of .3": (mavens(10, 0.65), 10),
    "mavens, 10 × as many answers, accepted .75 instead of .3": (mavens(10, 0.75), 10),
    "mavens, 20 × as many answers, accepted .65 instead of .3": (mavens(20, 0.65), 10),
    "connectors, .5 of 40 ties anywhere instead of .2": (connectors(0.5), 20),
    "connectors, .6 of 40 ties anywhere instead of .2": (connectors(0.6), 20),
    "connectors, .7 of 40 ties anywhere instead of .2": (connectors(0.7), 20),
    "connectors, .8 of 40 ties anywhere instead of .2": (connectors(0.8), 20),
    "connectors, .7, communities drawn": (connectors(0.7, drawn=True), 20),
    "salesmen, 5 % of the exposed follow within a day": (salesmen(0.05), 8),
    "salesmen, 10 % of the exposed follow within a day": (salesmen(0.1), 8),
    "salesmen, 20 % of the exposed follow within a day": (salesmen(0.2), 8),
    "salesmen, 35 %, a fifth take each action up anyway": (salesmen(0.35, own=0.2), 8),
    "salesmen, 35 %, 20 actions instead of 60": (salesmen(0.35, actions=20), 8),
}


def main():
    parser = argparse.ArgumentParser(prog="bench.graph.roles")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--only", default="", help="lines that hold this word")
    args = parser.parse_args()
    with ThreadPoolExecutor() as pool:
        print(f"| nobody has the role ({args.seeds} seeds) | anybody named | named in all | tested in all |")
        print("|---|---|---|---|")
        for name, find in WORLDS.items():
            if args.only in name:
                found = list(pool.map(find, range(args.seeds)))
                named = np.array([int(role.found.sum()) for role in found])
                tested = sum(int(role.enough.sum()) for role in found)
                print(f"| {name} | {np.mean(named > 0):.3f} | {named.sum()} | {tested:,} |", flush=True)
        seeds = max(args.seeds // 10, 5)
        print(f"\n| planted ({seeds} seeds) | recall | precision |\n|---|---|---|")
        for name, (find, count) in PLANTED.items():
            if args.only in name:
                found = [role.found_people() for role in pool.map(find, range(seeds))]
                hits, named = sum(int((x < count).sum()) for x in found), sum(map(len, found))
                print(f"| {name} | {hits / count / seeds:.3f} | {hits / max(named, 1):.3f} |", flush=True)


if __name__ == "__main__":
    main()
