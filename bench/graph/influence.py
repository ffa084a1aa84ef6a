"""Advocates side by side: ours against the authors' C++ SUBSIM, in one run, on the same graphs.

    python bench/graph/influence.py g1m.npz [g100k.npz …] [-k 50] [--epsilon 0.1] [--repeat 5]

Graphs are npz files with `src`, `dst` and `n`. SUBSIM is run when the environment variable SUBSIM names its
program (github.com/qtguo/subsim); its graph is written and formatted in a temporary folder. Each repetition
runs both after each other, and the ratio of the medians is what counts. On a machine that others use, processor
time says more: SUBSIM_CPU names the program built with `CLOCK_PROCESS_CPUTIME_ID` as its clock; ours is that of all
threads together. Quality is the expected spread of our seeds over that of greedy on 400,000 sets, and over that of
IMM's at the same ε when IMM names a Python that has pynetim (minutes on g100k, too long on g1m).
"""

import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from folkmoot.graph.build import from_edges
from folkmoot.graph.diffusion import model
from folkmoot.graph.influence import NOBODY, Constraints, _limits, maximise
from folkmoot.graph.sampling import draw, first_hits, sampler
from folkmoot.graph.selection import choose


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def spread_of(source, seeds, sets=400_000):
    rank = np.full(source.n, NOBODY, np.int32)
    rank[seeds] = 1
    hits = first_hits(source, 987, sets, rank, any_hit=True, piece=4096)
    return float((hits != NOBODY).mean() * source.n)


class Rival:
    """The C++ program, or nobody when it is not there."""

    def __init__(self, graph, folder, k, epsilon, variable="SUBSIM"):
        self.program = os.environ.get(variable)
        self.call = []
        self.seconds, self.megabytes = [], 0.0
        if not self.program:
            return
        if not (folder / "graphInfo").exists():
            (folder / "graphInfo").mkdir()
            rows = np.column_stack([graph.rows(), graph.indices])
            np.savetxt(folder / "graphInfo" / "g", rows, fmt="%d", header=f"{graph.n} {graph.arcs}", comments="")
            command = [self.program, "-func=format", "-gname=g", "-pdist=wc"]
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
        self.call = [self.program, "-func=im", "-gname=g", f"-seedsize={k}", f"-eps={epsilon}"]
        self.folder = folder

    def run(self):
        if not self.call:
            return
        # What a child reports at its end holds its parent's memory before exec, so its own peak is asked.
        with subprocess.Popen(self.call, cwd=self.folder, stdout=subprocess.PIPE, text=True) as child:
            while child.poll() is None:
                peak = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{child.pid}/status").read_text())
                self.megabytes = max(self.megabytes, int(peak.group(1)) / 1024 if peak else 0.0)
                time.sleep(0.01)
            told = child.stdout.read()
        self.seconds.append(float(re.search(r"Time \(sec\): ([\d.]+)", told).group(1)))


IMM_PROGRAM = """
import sys
import numpy as np
from pynetim import IMGraph, IMMAlgorithm
data = np.load(sys.argv[1])
into = np.bincount(data["dst"], minlength=int(data["n"]))
edges = list(zip(data["src"].tolist(), data["dst"].tolist()))
graph = IMGraph(edges, weights=(1.0 / into[data["dst"]]).tolist(), renumber=True)
seeds = IMMAlgorithm(graph, "IC", epsilon=float(sys.argv[3]), random_seed=1).run(int(sys.argv[2]))
known = set(data["src"].tolist()) | set(data["dst"].tolist())
assert set(seeds) <= known
print(*seeds)
"""


def imm(path, k, epsilon):
    """The seeds of IMM, or None when it is not there."""
    if not os.environ.get("IMM"):
        return None
    command = [os.environ["IMM"], "-c", IMM_PROGRAM, str(path), str(k), str(epsilon)]
    return [int(word) for word in subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()]


def row(path, options):
    data = np.load(path)
    bare = memory()
    graph = from_edges(data["src"], data["dst"], n=int(data["n"]))
    flow = model(graph)
    maximise(model(from_edges([0], [1])), 1)  # Compiled kernels are read from their cache before the clock starts.
    flow.graph.reverse()
    seconds, processor = [], []
    with tempfile.TemporaryDirectory() as folder:
        rival = Rival(graph, Path(folder), options.k, options.epsilon)
        timed = Rival(graph, Path(folder), options.k, options.epsilon, "SUBSIM_CPU")
        for seed in range(options.repeat):
            rival.run()
            timed.run()
            begun, used = time.perf_counter(), time.process_time()
            found = maximise(flow, options.k, epsilon=options.epsilon, rng=seed, threads=options.threads)
            seconds.append(time.perf_counter() - begun)
            processor.append(time.process_time() - used)
    megabytes = memory() - bare
    source = sampler(flow)
    oracle = choose(draw(source, 4321, 0, 400_000, piece=4096), _limits(flow, options.k, Constraints())).nodes
    reach = spread_of(source, found.seeds)
    other = imm(path, options.k, options.epsilon)
    quality = [reach / spread_of(source, oracle), reach / spread_of(source, other) if other else float("nan")]
    cells = [Path(path).stem]
    for ours, theirs in ((seconds, rival.seconds), (processor, timed.seconds)):
        pair = statistics.median(ours), statistics.median(theirs or [float("nan")])
        cells += [f"{pair[0]:.3f}, {pair[1]:.3f}", f"{pair[0] / pair[1]:.2f}"]
    cells += [
        f"{megabytes:.0f}, {rival.megabytes:.0f}",
        f"{found.ratio:.3f}",
        f"{quality[0]:.4f}",
        f"{quality[1]:.4f}",
    ]
    print(f"| {' | '.join(cells)} |", flush=True)


def main(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graphs", nargs="+")
    parser.add_argument("-k", type=int, default=50)
    parser.add_argument("--epsilon", type=float, default=0.1)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--threads", type=int)
    options = parser.parse_args(words)
    if not os.environ.get("SUBSIM"):
        print("SUBSIM is not set: ours alone.", file=sys.stderr)
    print(
        "| graph | s: ours, SUBSIM | ratio | processor s | ratio | MB above the interpreter's: ours, theirs whole "
        "| proved | of greedy's | of IMM's |\n|---|---|---|---|---|---|---|---|---|"
    )
    for path in options.graphs:
        row(path, options)


if __name__ == "__main__":
    main(sys.argv[1:])
