"""`folkmoot graph introduce`: whom everybody should meet, across groups, and whether such advice proved
right.

JSON: "introductions" ([{"node", "meet": [{"node", "score", "through": [nodes]}]}], --people limits them), and
with a time column and events enough "evaluation" ({"new_ties", "balance", "everywhere", "across": [{"method", "auc",
"precision_at_10"}]}). --out: one row per pair.
"""

import argparse
import sys
from typing import Any

import numpy as np

from folkmoot.graph.build import GraphError
from folkmoot.graph.commands.options import Network, add_common, deliver, lines_of_table, read_network


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("introduce", help="whom everybody should meet, and was such advice right")
    add_common(parser, groups=True)
    parser.add_argument("-k", type=int, default=10, help="introductions for each (default 10)")
    parser.add_argument("--people", help="only for these nodes, separated by commas")
    parser.add_argument("--share", type=float, default=0.7, help="events to learn from, by time (default 0.7)")


def run(args: argparse.Namespace) -> int:
    from folkmoot.graph.introductions import connecting, introductions

    network = read_network(args)
    groups = None if network.nodes is None else network.nodes.groups
    tested = _evaluation(args, network, groups)
    only = _people(args, network)
    balance = tested.balance if tested else 0.0
    found = introductions(network.graph, groups, k=args.k, balance=balance, only=only, threads=args.threads)
    rows, columns = np.nonzero(found.people >= 0)
    sources, targets = rows, found.people[rows, columns]
    through = connecting(network.graph, sources, targets)
    names = network.labels
    meet: dict[int, list[dict[str, Any]]] = {}
    for place, (u, v) in enumerate(zip(sources.tolist(), targets.tolist(), strict=True)):
        linked = [names[z] for z in through[place] if z >= 0]
        score = float(found.scores[u, columns[place]])
        meet.setdefault(u, []).append({"node": names[v], "score": score, "through": linked})
    data: dict[str, Any] = {"introductions": [{"node": names[u], "meet": rows} for u, rows in meet.items()]}
    table = {
        "node": names[sources],
        "meet": names[targets],
        "score": found.scores[rows, columns],
        "through": [" ".join(str(names[z]) for z in row if z >= 0) for row in through],
    }
    text = []
    if tested:
        data["evaluation"] = _as_json(tested)
        text += _as_text(tested)
    text += lines_of_table({name: list(values[:20]) for name, values in table.items()})
    if len(sources) > 20:
        text.append(f"… and {len(sources) - 20:,} more; --out writes them all.")
    return deliver(args, data=data, table=table, text=text)


def _evaluation(args: argparse.Namespace, network: Network, groups: Any) -> Any:
    edges = network.edges
    if edges.times is None:
        return None
    from folkmoot.graph.evaluation import evaluate

    try:
        return evaluate(edges.sources, edges.targets, edges.times, groups, share=args.share, seed=args.seed)
    except GraphError as error:
        if args.time_column:
            raise
        sys.stderr.write(f"{args.edges}: not tested against what came later. {error}\n")
        return None


def _people(args: argparse.Namespace, network: Network) -> Any:
    if not args.people:
        return None
    place = {name: number for number, name in enumerate(network.labels.tolist())}
    asked = [name.strip() for name in args.people.split(",")]
    unknown = [name for name in asked if name not in place]
    if unknown:
        raise GraphError(f"--people: there is no node “{unknown[0]}”.")
    return np.array([place[name] for name in asked])


def _as_json(tested: Any) -> dict[str, Any]:
    def rows(found: Any) -> list[dict[str, Any]]:
        return [{"method": x.method, "auc": _number(x.auc), "precision_at_10": _number(x.precision)} for x in found]

    return {
        "new_ties": tested.new_ties,
        "balance": tested.balance,
        "everywhere": rows(tested.everywhere),
        "across": rows(tested.across),
    }


def _as_text(tested: Any) -> list[str]:
    lines = [f"{tested.new_ties:,} ties that came later, scored by what was known before:"]
    for title, found in (("all new ties", tested.everywhere), ("across groups", tested.across)):
        if found:
            columns = {
                title: [x.method for x in found],
                "AUC": [x.auc for x in found],
                "precision at 10": [x.precision for x in found],
            }
            lines += ["", *lines_of_table(columns)]
    return [*lines, ""]


def _number(value: float) -> float | None:
    return None if np.isnan(value) else value
