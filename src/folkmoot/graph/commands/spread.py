"""`folkmoot graph spread`: simulate how far given people carry something.

JSON: seeds, model, weights, threshold, runs, mean, low, high, confidence, quantiles (10, 50 and 90 %).
"""

import argparse
from typing import Any

import numpy as np

from folkmoot.graph.build import GraphError
from folkmoot.graph.commands.influence import add_model, read_nodes_of
from folkmoot.graph.commands.options import add_common, bars, deliver, read_network


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("spread", help="simulate how far given people carry something")
    add_common(parser)
    parser.add_argument("--seeds", metavar="FILE", required=True, help="nodes that begin, one a line")
    add_model(parser)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--complex", type=int, metavar="N", help="people must hear it from N others")
    parser.add_argument("--fraction", type=float, default=0.0, help="with --complex: and from this share of theirs")


def run(args: argparse.Namespace) -> int:
    from folkmoot.graph.diffusion import Complex, model, simulate

    network = read_network(args)
    labels = np.asarray(network.labels)
    seeds = read_nodes_of(args.seeds, labels)
    if not len(seeds):
        raise GraphError(f"{args.seeds}: no seeds.")
    flow = model(network.graph, args.model, args.weights)
    firm = Complex(args.complex, args.fraction) if args.complex is not None else None
    found = simulate(flow, seeds, runs=args.runs, rng=args.seed, reinforcement=firm, threads=args.threads)
    quantiles = np.quantile(found.sizes, [0.1, 0.5, 0.9]).tolist()
    data = {
        "seeds": labels[seeds].tolist(),
        "model": args.model,
        "weights": args.weights,
        "threshold": args.complex or 1,
        "runs": found.runs,
        "mean": found.mean,
        "low": found.low,
        "high": found.high,
        "confidence": 0.95,
        "quantiles": quantiles,
    }
    counts, _ = np.histogram(found.sizes, bins=min(40, args.runs))
    text = [
        f"{len(seeds)} people reach {found.mean:,.1f} of {network.graph.n:,} on average "
        f"(95 % interval {found.low:,.1f}–{found.high:,.1f}, {found.runs:,} runs).",
        f"Nine runs in ten reach more than {quantiles[0]:,.0f}, one in ten more than {quantiles[2]:,.0f}.",
        f"{found.sizes.min():,} {bars(counts.tolist())} {found.sizes.max():,}",
    ]
    return deliver(args, data=data, table={"run": np.arange(found.runs), "reached": found.sizes}, text=text)
