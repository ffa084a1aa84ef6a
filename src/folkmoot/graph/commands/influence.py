"""`folkmoot graph influence`: choose advocates, say how good the choice is, compare it with cheap ones.

JSON: seeds (node labels in the order chosen), given, k, model, weights, epsilon, delta, ratio, target, reached,
promised, spread, low, high, confidence, curve, cost, sets, judged, mean_set, stopped, method, seconds, and with
--compare rivals (name, seeds, spread, low, high, complex_spread, complex_low, complex_high) and findings.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from folkmoot.graph.build import GraphError
from folkmoot.graph.commands.options import Network, add_common, bars, deliver, lines_of_table, read_network


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("influence", help="the k people who together reach the most")
    add_common(parser, groups=True)
    parser.add_argument("-k", type=int, help="how many to choose (default 50; as many as the budget pays)")
    add_model(parser)
    parser.add_argument("--epsilon", type=float, default=0.1, help="promise 1 - 1/e - epsilon (default 0.1)")
    parser.add_argument("--delta", type=float, help="the promise may fail this often (default 1/n)")
    parser.add_argument("--costs", metavar="FILE", help="lines “node cost”; the others cost 1")
    parser.add_argument("--budget", type=float, help="what the chosen may cost together")
    parser.add_argument(
        "--quota",
        action="append",
        default=[],
        metavar="N|GROUP=N|GROUP=LOW:HIGH",
        help="at most N of each group, or of one; needs --groups; may be repeated",
    )
    parser.add_argument("--exclude", metavar="FILE", help="nodes never chosen, one a line")
    parser.add_argument("--seeds", metavar="FILE", help="nodes already chosen, one a line")
    parser.add_argument("--time-budget", type=float, metavar="SECONDS")
    parser.add_argument("--samples", type=int, default=4_000_000, help="most sets sampled")
    parser.add_argument("--memory", type=float, default=1000, metavar="MB", help="most memory for samples")
    parser.add_argument("--compare", action="store_true", help="against random, degree, PageRank, nomination")


def add_model(parser: argparse.ArgumentParser) -> None:
    """The options that say how ties carry."""
    parser.add_argument("--model", choices=("ic", "lt"), default="ic")
    parser.add_argument("--weights", default="wc", metavar="wc|const:P|column|lt", help="chances of the ties")


def run(args: argparse.Namespace) -> int:
    from folkmoot.graph.diffusion import model
    from folkmoot.graph.influence import Effort, maximise

    if args.samples < 1 or not args.memory > 0 or not (args.time_budget is None or args.time_budget > 0):
        raise GraphError("--samples, --memory and --time-budget are above 0.")
    network = read_network(args)
    graph = network.graph
    if not graph.n:
        raise GraphError(f"{args.edges}: there is nobody to choose from.")
    flow = model(graph, args.model, args.weights)
    constraints = _constraints(args, network)
    if constraints.exclude is not None and len(np.unique(np.asarray(constraints.exclude))) == graph.n:
        raise GraphError(f"{args.exclude}: everybody is excluded; nobody is left to choose.")
    found = maximise(
        flow,
        args.k if args.k is not None else (50 if args.budget is None else graph.n),
        epsilon=args.epsilon,
        delta=args.delta,
        rng=args.seed,
        constraints=constraints,
        effort=Effort(samples=args.samples, memory=int(args.memory * 1e6), seconds=args.time_budget),
        threads=args.threads,
    )
    labels = np.asarray(network.labels)
    data = _data(args, found, labels)
    gains = np.diff(found.curve, prepend=0.0)
    table = {"order": np.arange(1, len(found.seeds) + 1), "node": data["seeds"], "reach": found.curve, "adds": gains}
    text = [
        f"{len(found.seeds)} advocates reach {found.spread:,.0f} of {graph.n:,} people "
        f"(95 % interval {found.low:,.0f}–{found.high:,.0f}; {found.judged:,} samples of their own).",
        f"Proved: at least {found.ratio:.3f} of the best possible"
        + (
            f" (asked: {found.target:.3f})."
            if found.reached
            else f"; {found.target:.3f} was not reached ({found.stopped})."
        ),
        f"Reach of the first 1…{len(found.seeds)}: {bars(found.curve[:: max(1, len(found.curve) // 60)].tolist())}",
        "",
        *lines_of_table({name: values[:50] for name, values in table.items()}),
    ]
    if args.compare:
        _compare(args, flow, found, constraints, labels, data, text)
    return deliver(args, data=data, table=table, text=text)


def _data(args: argparse.Namespace, found: Any, labels: Any) -> dict[str, Any]:
    return {
        "seeds": labels[found.seeds].tolist(),
        "given": labels[found.given].tolist(),
        "k": len(found.seeds),
        "model": args.model,
        "weights": args.weights,
        "epsilon": args.epsilon,
        "delta": found.delta,
        "ratio": found.ratio,
        "target": found.target,
        "reached": found.reached,
        "promised": not (args.budget or args.quota),
        "spread": found.spread,
        "low": found.low,
        "high": found.high,
        "confidence": 0.95,
        "curve": found.curve.tolist(),
        "cost": found.cost,
        "sets": found.sets,
        "judged": found.judged,
        "mean_set": found.mean_set,
        "stopped": found.stopped,
        "method": found.method,
        "seconds": found.seconds,
    }


def _compare(args: Any, flow: Any, found: Any, constraints: Any, labels: Any, data: Any, text: list[str]) -> None:
    from folkmoot.graph.rivals import compare

    allowed = np.ones(flow.graph.n, np.bool_)
    if constraints.exclude is not None:
        allowed[constraints.exclude] = False
    result = compare(flow, found.seeds, rng=args.seed + 1, allowed=allowed, threads=args.threads)
    fields = ("spread", "low", "high", "complex_spread", "complex_low", "complex_high")
    data["rivals"] = [
        {"name": r.name, "seeds": labels[r.nodes].tolist()} | {name: getattr(r, name) for name in fields}
        for r in result.rivals
    ]
    data["findings"] = list(result.findings)
    columns: dict[str, list[Any]] = {"set": [r.name for r in result.rivals]}
    for name in fields:
        columns[name.replace("_", " ")] = [getattr(r, name) for r in result.rivals]
    text += ["", "Against sets of the same size:", *lines_of_table(columns), *result.findings]


def _constraints(args: argparse.Namespace, network: Network) -> Any:
    from folkmoot.graph.influence import Constraints

    labels = np.asarray(network.labels)
    costs = None
    if args.costs or args.budget is not None:
        if not args.costs or args.budget is None:
            raise GraphError("--costs and --budget go together.")
        costs = read_costs(args.costs, labels)
    group, most, least = None, None, {}
    if args.quota:
        if network.nodes is None:
            raise GraphError("--quota needs --groups.")
        group, most, least = _quotas(args.quota, network)
    exclude = read_nodes_of(args.exclude, labels) if args.exclude else None
    given = read_nodes_of(args.seeds, labels) if args.seeds else None
    return Constraints(costs, args.budget, group, most, least, exclude, given)


def read_nodes_of(path: str, labels: Any) -> Any:
    """Node numbers of the labels in a file, one a line. Raises GraphError naming the row of an unknown one."""
    number = {str(label): i for i, label in enumerate(labels.tolist())}
    found = []
    for row, line in lines_of(path):
        if line not in number:
            raise GraphError(f"{path}, row {row}: no node “{line}” in the ties.")
        found.append(number[line])
    return np.array(found, np.int64)


def read_costs(path: str, labels: Any) -> Any:
    """Costs by node number; 1 where the file says nothing."""
    number = {str(label): i for i, label in enumerate(labels.tolist())}
    costs = np.ones(len(labels))
    for row, line in lines_of(path):
        parts = line.replace(",", " ").replace("\t", " ").split()
        try:
            node, cost = number[" ".join(parts[:-1])], float(parts[-1])
        except (KeyError, IndexError, ValueError):
            raise GraphError(f"{path}, row {row}: expected “node cost” with a node of the ties.") from None
        if not 0 < cost < np.inf:
            raise GraphError(f"{path}, row {row}: a cost is a number above 0, not {parts[-1]}.")
        costs[node] = cost
    return costs


def lines_of(path: str) -> list[tuple[int, str]]:
    """The filled lines of a text file with their row numbers. Raises UnreadableFile."""
    from folkmoot.graph.opening import read_lines

    return read_lines(Path(path))


def _quotas(asked: list[str], network: Network) -> Any:
    nodes: Any = network.nodes
    names = {str(name): i for i, name in enumerate(nodes.group_names)}
    most: dict[int, int] = {}
    least: dict[int, int] = {}
    for text in asked:
        name, is_one, limits = text.rpartition("=")
        low, is_range, high = limits.partition(":")
        try:
            bounds = (int(low), int(high)) if is_range else (0, int(low))
        except ValueError:
            raise GraphError(f"--quota {text}: expected N, GROUP=N or GROUP=LOW:HIGH.") from None
        if is_one and name not in names:
            raise GraphError(f"--quota {text}: no group “{name}”.")
        for number in [names[name]] if is_one else names.values():
            least[number], most[number] = bounds
    return nodes.groups, most, least
