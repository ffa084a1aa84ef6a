"""`python -m bench.graph [--graphs g100k g1m] [--only WORD] [--turns 3] [--data FOLDER] [--nightly]`."""

import argparse
import json
import resource
import subprocess
import sys
import time

from bench.graph import graphs, nightly, real
from bench.graph.cases import CASES


def main():
    parser = argparse.ArgumentParser(prog="bench.graph")
    parser.add_argument("--graphs", nargs="*", default=["g100k"], choices=list(graphs.SIZES))
    parser.add_argument("--only", default="", help="tasks whose name holds this word")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--data", help="folder of the published data sets, for quality")
    parser.add_argument("--nightly", action="store_true", help="the whole nightly run and a refresh")
    parser.add_argument("--measure", nargs=3, metavar=("TASK", "WHO", "GRAPH"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        print(json.dumps(measure(*args.measure)))
        return
    for name in args.graphs:
        graphs.pairs(name)
        compare(name, args)
    if args.nightly:
        print()
        nightly.report(args.graphs, args.turns)
    if args.data:
        print()
        for line in real.report(args.data):
            print(line, flush=True)


def compare(graph, args):
    print(
        f"\n| {graph} | seconds | ratio to ours | of processor time | ratio to ours | MB above start | value |"
        "\n|---|---|---|---|---|---|---|"
    )
    for task, ways in CASES.items():
        if args.only not in task:
            continue
        turns = [{who: in_process(task, who, graph) for who in ways} for _ in range(args.turns)]
        best = {who: {key: min(turn[who][key] for turn in turns) for key in turns[0][who]} for who in ways}
        for who, found in best.items():
            cells = [f"{task}: {who}"]
            for key in ("seconds", "processor"):
                cells += [f"{found[key]:.2f}", f"{found[key] / best['ours'][key]:.2f}"]
            cells += [f"{found['mb']:.0f}", f"{found['value']:.6g}"]
            print(f"| {' | '.join(cells)} |", flush=True)


def in_process(task, who, graph):
    command = [sys.executable, "-m", "bench.graph", "--measure", task, who, graph]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return json.loads(said.strip().splitlines()[-1])


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(task, who, graph):
    """Warm up on a small graph (imports, compiled kernels), then once on the large one."""
    run = CASES[task][who]
    run(*graphs.load("g10k"), *graphs.pairs("g10k"))
    data = (*graphs.load(graph), *graphs.pairs(graph))
    before, start, processor = peak(), time.perf_counter(), time.process_time()
    value = run(*data)
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    return {"seconds": seconds, "processor": processor, "mb": peak() - before, "value": value}


if __name__ == "__main__":
    main()
