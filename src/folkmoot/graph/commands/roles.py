"""`folkmoot graph roles`: who knows, who bridges, who persuades, where chance does not explain it.

--events takes tables by the names of their columns, and may be repeated: `answerer, asker, topic, accepted` (and
`time`) for mavens; `person, action, time` for salesmen. Connectors come from the ties and --groups, or communities.

JSON: for each of maven, connector, salesman either {"missing": why} or {"definition", "looked_at", "enough",
"found": [{"node", "topic" for mavens, "score", "low", "high", "p", "q", "evidence": {…}}]}; and "groups".
"""

import argparse
from typing import Any

import numpy as np

from folkmoot.graph.build import GraphError
from folkmoot.graph.commands.options import (
    Network,
    add_common,
    deliver,
    lines_of_table,
    read_network,
    tell_left_out,
)


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("roles", help="mavens, connectors, salesmen: found only beyond chance")
    add_common(parser, groups=True)
    parser.add_argument(
        "--events", metavar="FILE", action="append", default=[], help="answers or uptakes, as an edge list may be"
    )
    parser.add_argument(
        "--window", type=float, help="how soon after somebody an uptake follows (default: 1 %% of the time)"
    )
    parser.add_argument("--discovery", type=float, default=0.05, help="share of false finds allowed (default 0.05)")
    parser.add_argument("--half-life", type=float, help="answers count half after this long")
    parser.add_argument("--least-partners", type=int, default=15, help="ties needed to speak of a connector")


def run(args: argparse.Namespace) -> int:
    from folkmoot.graph import roles
    from folkmoot.graph.events import read_events

    network = read_network(args)
    if not 0 < args.discovery < 1:
        raise GraphError("--discovery lies between 0 and 1.")
    if args.half_life is not None and not args.half_life > 0:
        raise GraphError("--half-life is more than 0.")
    if args.window is not None and not args.window > 0:
        raise GraphError("--window is more than 0.")
    if args.least_partners < 1:
        raise GraphError("--least-partners is 1 or more.")
    labels = np.asarray(network.labels)
    found: dict[str, Any] = {}
    topics: list[str] = []
    groups, named = _groups(args, network)
    for path in args.events:
        events = read_events(path, labels, skip_bad=args.skip_bad)
        tell_left_out(path, events.skipped)
        if events.answers is not None:
            topics = events.topics
            found["maven"] = roles.mavens(
                events.answers,
                n=network.graph.n,
                discovery=args.discovery,
                half_life=args.half_life,
                rng=args.seed,
                threads=args.threads,
            )
        if events.uptakes is not None:
            found["salesman"] = roles.salesmen(
                network.graph,
                events.uptakes,
                window=_window(events.uptakes, args.window),
                groups=np.atleast_2d(groups)[0],
                discovery=args.discovery,
                rng=args.seed,
                threads=args.threads,
            )
    found["connector"] = _connectors(args, network, groups)
    missing = {
        "maven": "needs --events with answerer, asker, topic, accepted",
        "salesman": "needs --events with person, action, time",
    }
    data: dict[str, Any] = {"groups": named}
    text: list[str] = []
    rows: dict[str, list[Any]] = {name: [] for name in ("role", "node", "topic", "score", "low", "high", "p", "q")}
    for name in ("maven", "connector", "salesman"):
        if name not in found:
            data[name] = {"missing": missing[name]}
            text += [f"{name.capitalize()}: {missing[name]}.", ""]
            continue
        data[name] = _told(found[name], labels, topics)
        text += [*_text(name, data[name]), ""]
        for person in data[name]["found"]:
            for column, values in rows.items():
                values.append(name if column == "role" else person.get(column))
    return deliver(args, data=data, table=rows, text=text[:-1])


def _groups(args: argparse.Namespace, network: Network) -> tuple[Any, str]:
    if network.nodes is not None:
        return network.nodes.groups, "given"
    from folkmoot.graph.roles.connector import both_ways

    return both_ways(network.graph, seed=args.seed), "communities"


def _connectors(args: argparse.Namespace, network: Network, groups: Any) -> Any:
    from folkmoot.graph.roles import connectors
    from folkmoot.graph.roles.connector import connecting_ties

    between = None
    if network.graph.n <= 5000:
        from folkmoot.graph.paths import betweenness

        between = betweenness(connecting_ties(network.graph), seed=args.seed, threads=args.threads).values
    return connectors(
        network.graph,
        groups,
        betweenness=between,
        least_partners=args.least_partners,
        discovery=args.discovery,
        rng=args.seed,
        threads=args.threads,
    )


def _told(role: Any, labels: Any, topics: list[str]) -> dict[str, Any]:
    rows = np.flatnonzero(role.found)
    rows = rows[np.argsort(-role.score[rows], kind="stable")]
    people = []
    for row in rows.tolist():
        person: dict[str, Any] = {"node": str(labels[role.people[row]])}
        if role.topics is not None:
            person["topic"] = topics[role.topics[row]]
        for name in ("score", "low", "high", "p", "q"):
            person[name] = float(getattr(role, name)[row])
        person["evidence"] = {name: float(values[row]) for name, values in role.evidence.items()}
        people.append(person)
    enough = int(np.count_nonzero(role.enough))
    return {"definition": role.definition, "looked_at": len(role.people), "enough": enough, "found": people}


def _text(name: str, told: dict[str, Any]) -> list[str]:
    few = told["looked_at"] - told["enough"]
    head = [
        f"{name.capitalize()}. {told['definition']}",
        f"{len(told['found'])} found among {told['enough']:,} with enough evidence "
        f"(not enough to say anything about {few:,}).",
    ]
    shown = told["found"][:25]
    if not shown:
        return head
    columns: dict[str, list[Any]] = {"node": [str(person["node"]) for person in shown]}
    if "topic" in shown[0]:
        columns["topic"] = [person["topic"] for person in shown]
    columns["score"] = [person["score"] for person in shown]
    columns["95 % interval"] = [f"{person['low']:.3g}–{person['high']:.3g}" for person in shown]
    columns["q"] = [person["q"] for person in shown]
    for key in list(shown[0]["evidence"])[:5]:
        columns[key] = [person["evidence"][key] for person in shown]
    more = [f"… and {len(told['found']) - 25} more (--json or --out)."] if len(told["found"]) > 25 else []
    return [*head, *lines_of_table(columns), *more]


def _window(log: Any, asked: float | None) -> float:
    """As asked, or a hundredth of the time the log spans."""
    if asked is not None:
        return asked
    span = float(log.times.max() - log.times.min()) if len(log.times) else 0.0
    return max(span / 100, 1e-9)
