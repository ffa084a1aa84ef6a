"""`folkmoot graph layout`: where to draw everybody.

JSON: "nodes": [{"node", "x", "y", "community"}]. --out: the same columns. --before FILE (an earlier --out)
keeps everybody near where they were.
"""

import argparse
from typing import Any

import numpy as np

from folkmoot.graph.commands.options import Network, add_common, deliver, read_network


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("layout", help="where to draw everybody, near where they were before")
    add_common(parser)
    parser.add_argument("--before", metavar="FILE", help="an earlier --out, from which to start")


def run(args: argparse.Namespace) -> int:
    from folkmoot.graph.communities import leiden
    from folkmoot.graph.layout import layout

    network = read_network(args)
    start = _before(args, network) if args.before else None
    places = layout(network.graph, start=start, seed=args.seed)
    labels = leiden(network.graph, seed=args.seed).labels
    table = {"node": network.labels, "x": places[:, 0], "y": places[:, 1], "community": labels}
    data = {
        "nodes": [
            {"node": node, "x": float(x), "y": float(y), "community": int(c)}
            for node, x, y, c in zip(*table.values(), strict=True)
        ]
    }
    return deliver(args, data=data, table=table, text=_drawn(places))


def _before(args: argparse.Namespace, network: Network) -> Any:
    from folkmoot.graph.reading import read_nodes

    start = np.full((network.graph.n, 2), np.nan)
    for axis, name in enumerate("xy"):
        known = read_nodes(args.before, network.labels, columns={"node": "node", "group": name})
        numbers = np.array([*(float(text) for text in known.group_names), np.nan])
        start[:, axis] = numbers[known.groups]
    return start


def _drawn(places: Any, width: int = 78, height: int = 30) -> list[str]:
    """How many are where, from · to █."""
    if not len(places):
        return ["Nobody."]
    low, high = np.quantile(places, 0.005, axis=0), np.quantile(places, 0.995, axis=0)
    at = (places - low) / np.maximum(high - low, 1e-9)
    inside = ((at >= 0) & (at <= 1)).all(axis=1)
    cells = (at[inside] * [width - 1, height - 1]).astype(int)
    counts = np.zeros((height, width), int)
    np.add.at(counts, (cells[:, 1], cells[:, 0]), 1)
    shades = " ·░▒▓█"
    top = max(int(counts.max()), 1)
    steps = np.ceil(counts / top * (len(shades) - 1)).astype(int)
    return ["".join(shades[step] for step in row).rstrip() for row in steps[::-1]]
