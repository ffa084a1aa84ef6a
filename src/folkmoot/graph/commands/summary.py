"""`folkmoot graph summary`: the network in numbers, and who stands out.

JSON: "nodes", "ties", "directed", "reciprocity", "components", "largest_component", "communities",
"modularity", "highest_core", "mean_clustering", "gini_of_ties", "ei_index" (with --groups), and "top" with
one list of {"node", "value"} for each of pagerank, strength_in, betweenness, effective_size. --out: one row
per node.
"""

import argparse
from typing import Any

import numpy as np

from folkmoot.graph.build import GraphError
from folkmoot.graph.commands.options import add_common, bars, deliver, lines_of_table, read_network


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("summary", help="the network in numbers, and who stands out")
    add_common(parser, groups=True)
    parser.add_argument("--top", type=int, default=10, help="how many to list (default 10)")


def run(args: argparse.Namespace) -> int:
    if args.top < 0:
        raise GraphError("--top is 0 or more.")
    network = read_network(args)
    graph = network.graph
    columns, facts = _measures(graph, args)
    if network.nodes is not None:
        from folkmoot.graph.brokerage import external_internal, participation

        found = external_internal(graph, network.nodes.groups)
        facts["ei_index"] = _number(found.network)
        facts["ei_by_group"] = {
            name: _number(value) for name, value in zip(network.nodes.group_names, found.groups, strict=False)
        }
        columns["ei"], columns["participation"] = found.nodes, participation(graph, network.nodes.groups)
    ranked = ("pagerank", "strength_in", "betweenness", "effective_size")
    best = {name: np.argsort(-np.nan_to_num(columns[name]), kind="stable")[: max(args.top, 0)] for name in ranked}
    facts["top"] = {
        name: [{"node": network.labels[i], "value": _number(columns[name][i])} for i in places]
        for name, places in best.items()
    }
    table = {"node": network.labels, **columns}
    shown = {name: value for name, value in facts.items() if not isinstance(value, dict)}
    text = lines_of_table({"": list(shown), "value": ["–" if v is None else v for v in shown.values()]})
    text += ["", "Ties per person, from the fewest to the most:", _spread_of_ties(graph.undirected().degrees()), ""]
    text += lines_of_table({name: [str(network.labels[i]) for i in places] for name, places in best.items()})
    if "ei_by_group" in facts:
        inward_first = sorted((value, name) for name, value in facts["ei_by_group"].items() if value is not None)
        text += ["", *lines_of_table({"group": [g for _, g in inward_first], "E-I": [v for v, _ in inward_first]})]
    return deliver(args, data=facts, table=table, text=text)


def _measures(graph: Any, args: argparse.Namespace) -> tuple[dict[str, Any], dict[str, Any]]:
    from folkmoot.graph.brokerage import structural_holes
    from folkmoot.graph.centrality import hits, pagerank, reciprocity, strength_in, strength_out
    from folkmoot.graph.cohesion import clustering, core_numbers
    from folkmoot.graph.communities import leiden
    from folkmoot.graph.components import weak_components
    from folkmoot.graph.inequality import gini
    from folkmoot.graph.paths import betweenness, harmonic_closeness

    holes = structural_holes(graph, threads=args.threads)
    parts, communities = weak_components(graph), leiden(graph, seed=args.seed)
    between = betweenness(graph, seed=args.seed, threads=args.threads)
    near = harmonic_closeness(graph, seed=args.seed, threads=args.threads)
    found = hits(graph, threads=args.threads)
    columns = {
        "pagerank": pagerank(graph, threads=args.threads),
        "strength_in": strength_in(graph),
        "strength_out": strength_out(graph),
        "hub": found.hubs,
        "authority": found.authorities,
        "core": core_numbers(graph),
        "clustering": clustering(graph, threads=args.threads),
        "betweenness": between.values,
        "harmonic_closeness": near.values,
        "constraint": holes.constraint,
        "effective_size": holes.effective_size,
        "community": communities.labels,
    }
    facts = {
        "nodes": graph.n,
        "ties": graph.m,
        "directed": graph.directed,
        "reciprocity": _number(reciprocity(graph)),
        "components": int(parts.max(initial=-1)) + 1,
        "largest_component": int(np.count_nonzero(parts == 0)),
        "communities": communities.count,
        "modularity": communities.quality,
        "highest_core": int(columns["core"].max(initial=0)),
        "mean_clustering": float(columns["clustering"].mean()) if graph.n else None,
        "gini_of_ties": gini(graph.undirected().degrees()),
        "betweenness_error": between.error,
        "closeness_error": near.error,
    }
    return columns, facts


def _spread_of_ties(degrees: Any) -> str:
    return bars(np.quantile(degrees, np.linspace(0, 1, 60)).tolist()) if len(degrees) else ""


def _number(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)
