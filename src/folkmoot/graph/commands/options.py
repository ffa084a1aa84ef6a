"""What all graph commands share: where the edges come from, and how a result is told to people and to
machines."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from folkmoot.graph.build import Graph, GraphError
from folkmoot.graph.reading import Edges, Nodes, read_edges, read_nodes

BLOCKS = " ▁▂▃▄▅▆▇█"


@dataclass(frozen=True, eq=False)
class Network:
    """What was read: the ties, their graph, and the node table if one was given."""

    edges: Edges
    graph: Graph
    nodes: Nodes | None

    @property
    def labels(self) -> Any:
        return self.edges.labels


def add_common(parser: argparse.ArgumentParser, *, groups: bool = False) -> None:
    """The edge list and the options every command takes."""
    parser.add_argument("edges", metavar="EDGES", help="CSV, TSV, whitespace or Parquet, gzipped or not")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--directed", dest="directed", action="store_true", default=True, help="the default")
    way.add_argument("--undirected", dest="directed", action="store_false", help="ties have no direction")
    for role in ("source", "target", "weight", "time", "kind"):
        parser.add_argument(f"--{role}-column", metavar="NAME", help=f"name or number (from 0) of the {role}")
    if groups:
        parser.add_argument("--groups", metavar="FILE", help="node table: which group each node is in")
        parser.add_argument("--node-column", metavar="NAME")
        parser.add_argument("--group-column", metavar="NAME")
    parser.add_argument("--skip-bad", action="store_true", help="leave bad rows out, and say how many")
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same result")
    parser.add_argument("--threads", type=int, default=None, help="cores to use (default: all)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--out", metavar="FILE", help="write the table as .parquet or .csv")


def read_network(args: argparse.Namespace) -> Network:
    """Read what the options name; bad rows left out are told on the error stream."""
    if args.threads is not None and args.threads < 1:
        raise GraphError("--threads is 1 or more.")
    if args.seed < 0:
        raise GraphError("--seed is 0 or more.")
    if args.out:
        _check_out(Path(args.out))
    asked = {role: getattr(args, f"{role}_column") for role in ("source", "target", "weight", "time", "kind")}
    edges = _read_with_bar(args, {role: name for role, name in asked.items() if name})
    tell_left_out(args.edges, edges.skipped)
    nodes = None
    if getattr(args, "groups", None):
        chosen = {"node": args.node_column, "group": args.group_column}
        columns = {role: name for role, name in chosen.items() if name}
        nodes = read_nodes(args.groups, edges.labels, columns=columns, skip_bad=args.skip_bad)
        tell_left_out(args.groups, nodes.skipped)
        if nodes.unknown:
            what = "1 node" if nodes.unknown == 1 else f"{nodes.unknown:,} nodes"
            sys.stderr.write(f"{args.groups}: {what} without ties left out.\n")
    return Network(edges, edges.graph(directed=args.directed), nodes)


def tell_left_out(path: str, skipped: int) -> None:
    """Say on the error stream how many bad rows of a file were left out."""
    if skipped:
        what = "1 bad row" if skipped == 1 else f"{skipped:,} bad rows"
        sys.stderr.write(f"{path}: {what} left out.\n")


def _check_out(path: Path) -> None:
    """Say now, not after the work, that the result cannot be written there."""
    if path.suffix not in (".parquet", ".csv"):
        raise GraphError("--out ends in .parquet or .csv.")
    if not path.parent.is_dir():
        raise GraphError(f"--out {path}: there is no folder “{path.parent}”.")
    if path.is_dir():
        raise GraphError(f"--out {path}: this is a folder.")


def _read_with_bar(args: argparse.Namespace, columns: dict[str, str]) -> Edges:
    if not sys.stderr.isatty():
        return read_edges(args.edges, columns=columns, skip_bad=args.skip_bad)
    from tqdm import tqdm

    with tqdm(unit="B", unit_scale=True, desc=Path(args.edges).name, leave=False) as bar:
        return read_edges(
            args.edges,
            columns=columns,
            skip_bad=args.skip_bad,
            progress=lambda seen: bar.update(seen - bar.n),
        )


def deliver(
    args: argparse.Namespace, *, data: Mapping[str, Any], table: Mapping[str, Any], text: Sequence[str]
) -> int:
    """Write `table` to --out, and print `data` as JSON or `text` for people. Returns 0."""
    if args.out:
        write_table(Path(args.out), table)
    if args.json:
        sys.stdout.write(json.dumps(_finite(data), ensure_ascii=not _in_unicode()) + "\n")
    else:
        sys.stdout.write("\n".join(text) + "\n")
    return 0


def write_table(path: Path, table: Mapping[str, Any]) -> None:
    """Columns to a .parquet or .csv file, whole or not at all."""
    import pyarrow as pa

    columns = pa.table({name: pa.array(list(values)) for name, values in table.items()})
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        if path.suffix == ".parquet":
            from pyarrow import parquet

            parquet.write_table(columns, unfinished)
        else:
            from pyarrow import csv

            csv.write_csv(columns, unfinished)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise GraphError(f"--out {path}: it could not be written ({error.strerror or error}).") from error


def lines_of_table(columns: Mapping[str, Sequence[Any]]) -> list[str]:
    """A readable table: numbers to the right, names to the left."""
    texts = {name: [_cell(value) for value in values] for name, values in columns.items()}
    widths = {name: max([len(name), *map(len, cells)]) for name, cells in texts.items()}
    right = {name: all(isinstance(x, int | float | np.number) for x in values) for name, values in columns.items()}

    def line(cells: Mapping[str, str]) -> str:
        parts = [cells[n].rjust(widths[n]) if right[n] else cells[n].ljust(widths[n]) for n in columns]
        return "  ".join(parts).rstrip()

    rows = range(min((len(cells) for cells in texts.values()), default=0))
    return [line({n: n for n in columns}), *(line({n: texts[n][row] for n in columns}) for row in rows)]


def bars(values: Sequence[Any]) -> str:
    """A row of little bars, the highest full."""
    top: float = max((float(value) for value in values), default=0.0) or 1.0
    return "".join(BLOCKS[round(8 * max(value, 0.0) / top)] for value in values)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | np.floating):
        value = float(value)
        return "–" if np.isnan(value) else f"{value:.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
    if isinstance(value, int | np.integer):
        return f"{int(value):,}"
    return str(value)


def _finite(value: Any) -> Any:
    """As JSON knows it: a number that is none becomes null."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {key: _finite(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _in_unicode() -> bool:
    return "utf" in str(sys.stdout.encoding or "utf-8").lower()
