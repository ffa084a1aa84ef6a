"""`folkmoot graph roles`: who knows, who bridges, who persuades, where chance does not explain it.

--events takes tables by the names of their columns, and may be repeated: `answerer, asker, topic, accepted` (and
`time`) for mavens; `person, action, time` for salesmen. Connectors come from the ties and --groups, or communities.

JSON: for each of maven, connector, salesman either {"missing": why} or {"definition", "looked_at", "enough",
"found": [{"node", "topic" for mavens, "score", "low", "high", "p", "q", "evidence": {…}}]}; and "groups".
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from folkmoot.graph.build import GraphError
from folkmoot.graph.commands.options import Network, add_common, deliver, lines_of_table, read_network

ANSWERS = ("answerer", "asker", "topic", "accepted")
UPTAKES = ("person", "action", "time")


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("roles", help="mavens, connectors, salesmen: found only beyond chance")
    add_common(parser, groups=True)
    parser.add_argument(
        "--events", metavar="FILE", action="append", default=[], help="answers or uptakes, CSV or Parquet"
    )
    parser.add_argument(
        "--window", type=float, help="how soon after somebody an uptake follows (default: 1 %% of the time)"
    )
    parser.add_argument("--discovery", type=float, default=0.05, help="share of false finds allowed (default 0.05)")
    parser.add_argument("--half-life", type=float, help="answers count half after this long")
    parser.add_argument("--least-partners", type=int, default=15, help="ties needed to speak of a connector")


def run(args: argparse.Namespace) -> int:
    from folkmoot.graph import roles

    network = read_network(args)
    if not 0 < args.discovery < 1:
        raise GraphError("--discovery lies between 0 and 1.")
    labels = np.asarray(network.labels)
    found: dict[str, Any] = {}
    topics: list[str] = []
    groups, named = _groups(args, network)
    for path in args.events:
        table, kind = read_events(path)
        if kind == "answers":
            columns, topics = _answers(path, table, labels, args.skip_bad)
            found["maven"] = roles.mavens(
                columns, n=network.graph.n, discovery=args.discovery, half_life=args.half_life, rng=args.seed
            )
        else:
            log, window = _uptakes(path, table, labels, args)
            found["salesman"] = roles.salesmen(
                network.graph,
                log,
                window=window,
                groups=np.atleast_2d(groups)[0],
                discovery=args.discovery,
                rng=args.seed,
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


def read_events(path: str) -> tuple[Any, str]:
    """A table of answers or of uptakes, told apart by its columns. Raises GraphError."""
    import pyarrow as pa

    try:
        if Path(path).suffix == ".parquet":
            from pyarrow import parquet

            table = parquet.read_table(path)
        else:
            from pyarrow import csv

            table = csv.read_csv(path)
    except pa.ArrowInvalid as error:
        raise GraphError(f"{path}: {error}") from None
    for kind, needed in (("answers", ANSWERS), ("uptakes", UPTAKES)):
        if set(needed) <= set(table.column_names):
            return table, kind
    raise GraphError(f"{path}: expected columns {', '.join(ANSWERS)} or {', '.join(UPTAKES)}.")


def _numbers(path: str, table: Any, name: str, labels: Any) -> Any:
    """Node numbers of a column of labels, -1 for who is not in the ties."""
    number = {str(label): i for i, label in enumerate(labels.tolist())}
    return np.array([number.get(str(value), -1) for value in table.column(name).to_pylist()], np.int64)


def _known(path: str, table: Any, numbers: dict[str, Any], skip_bad: bool) -> Any:
    keep = np.ones(table.num_rows, np.bool_)
    for name, values in numbers.items():
        bad = np.flatnonzero(values < 0)
        if len(bad) and not skip_bad:
            row = int(bad[0])
            raise GraphError(
                f"{path}, row {row + 2}: {name} “{table.column(name)[row]}” is not in the ties (--skip-bad)."
            )
        keep &= values >= 0
    return keep


def _answers(path: str, table: Any, labels: Any, skip_bad: bool) -> Any:
    from folkmoot.graph.roles import Answers

    numbers = {name: _numbers(path, table, name, labels) for name in ("answerer", "asker")}
    keep = _known(path, table, numbers, skip_bad)
    names, topic = np.unique([str(x) for x in table.column("topic").to_pylist()], return_inverse=True)
    accepted = np.array([_is_yes(path, i, x) for i, x in enumerate(table.column("accepted").to_pylist())], np.bool_)
    times = _times(path, table) if "time" in table.column_names else None
    columns = (numbers["answerer"], numbers["asker"], topic, accepted, times)
    return Answers(*(None if x is None else x[keep] for x in columns)), names.tolist()  # type: ignore[arg-type]


def _is_yes(path: str, row: int, value: Any) -> bool:
    text = str(value).strip().lower()
    if text in ("1", "true", "yes", "1.0"):
        return True
    if text in ("0", "false", "no", "none", "", "0.0"):
        return False
    raise GraphError(f"{path}, row {row + 2}: accepted is 0 or 1, not “{value}”.")


def _times(path: str, table: Any) -> Any:
    import pyarrow as pa

    column = table.column("time")
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        column = column.cast(pa.timestamp("us")).cast(pa.int64())
        return column.to_numpy().astype(np.float64) / 1e6
    try:
        return column.to_numpy().astype(np.float64)
    except (ValueError, TypeError):
        raise GraphError(f"{path}: time is a number or a date.") from None


def _uptakes(path: str, table: Any, labels: Any, args: argparse.Namespace) -> Any:
    from folkmoot.graph.learning import uptakes

    people = _numbers(path, table, "person", labels)
    keep = _known(path, table, {"person": people}, args.skip_bad)
    _, actions = np.unique([str(x) for x in table.column("action").to_pylist()], return_inverse=True)
    times = _times(path, table)
    log = uptakes(people[keep], actions[keep], times[keep], n=len(labels))
    span = float(log.times.max() - log.times.min()) if len(log.times) else 0.0
    window = args.window if args.window is not None else max(span / 100, 1e-9)
    return log, window
