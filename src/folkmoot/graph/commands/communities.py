"""`folkmoot graph communities`: which people form a group by whom they deal with.

JSON: "count", "modularity", "resolution", "sizes" (largest first), "members" ({community: [nodes]}), and with
--groups "agreement" ({"nmi", "ari"}) with the groups given. --out: node, community. --before FILE (an earlier
--out) keeps the names communities had.
"""

import argparse
from typing import Any

import numpy as np

from folkmoot.graph.build import GraphError
from folkmoot.graph.commands.options import Network, add_common, bars, deliver, lines_of_table, read_network


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("communities", help="who forms a group by whom they deal with")
    add_common(parser, groups=True)
    parser.add_argument("--resolution", type=float, default=2.5, help="higher finds smaller groups (default 2.5)")
    parser.add_argument("--before", metavar="FILE", help="an earlier --out, whose names are kept")


def run(args: argparse.Namespace) -> int:
    from folkmoot.graph.communities import agreement, keep_names, leiden

    network = read_network(args)
    before = _before(args, network) if args.before else None
    found = leiden(network.graph, resolution=args.resolution, seed=args.seed)
    labels = found.labels if before is None else keep_names(found.labels, before)
    names, sizes = np.unique(labels, return_counts=True)
    order = np.lexsort((names, -sizes))
    members = {int(c): network.labels[labels == c].tolist() for c in names[order]}
    data: dict[str, Any] = {
        "count": len(names),
        "modularity": found.quality,
        "resolution": found.resolution,
        "sizes": sizes[order].tolist(),
        "members": members,
    }
    text = [f"{len(names)} communities, modularity {found.quality:.3f} at resolution {found.resolution:g}."]
    if network.nodes is not None:
        known = network.nodes.groups >= 0
        nmi, ari = agreement(labels[known], network.nodes.groups[known])
        data["agreement"] = {"nmi": nmi, "ari": ari}
        text.append(f"Against the groups given: NMI {nmi:.3f}, ARI {ari:.3f}.")
    shown = names[order][:20]
    text += ["", "Sizes, the largest first:", bars(sizes[order][:80].tolist()), ""]
    text += lines_of_table(
        {
            "community": shown.tolist(),
            "people": sizes[order][:20].tolist(),
            "such as": [", ".join(map(str, members[int(c)][:5])) for c in shown],
        }
    )
    return deliver(args, data=data, table={"node": network.labels, "community": labels}, text=text)


def _before(args: argparse.Namespace, network: Network) -> Any:
    from folkmoot.graph.reading import read_nodes

    columns = {"node": "node", "group": "community"}
    known = read_nodes(args.before, network.labels, columns=columns, skip_bad=args.skip_bad)
    if not all(name.lstrip("-").isdigit() for name in known.group_names):
        raise GraphError(f"{args.before}: the column “community” holds numbers, as --out writes them.")
    numbers = np.array([int(name) for name in known.group_names] + [-1])
    return numbers[known.groups]
