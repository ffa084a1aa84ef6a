"""`python -m bench.ballots`: counts 100,000 papers by every method; how long it took, on which machine."""

import argparse
import os
import platform
import random
import statistics
import time
from collections import Counter
from pathlib import Path

from folkmoot.commons.ballots.counting import Paper, Rules, count


def papers_of(method: str, voters: int, options: int, seed: int) -> dict[Paper, int]:
    """Papers of people who like options near to what they want, so that few papers are alike."""
    dice = random.Random(seed)
    spots = [dice.random() for _ in range(options)]
    found: Counter[Paper] = Counter()
    for _ in range(voters):
        own = dice.gauss(0.5, 0.3)
        liked = sorted(range(options), key=lambda option: abs(spots[option] - own) + dice.gauss(0, 0.15))
        if method in ("transfer", "schulze"):
            paper = tuple(liked[: dice.randint(1, options)])
        elif method == "approval":
            paper = tuple(sorted(liked[: dice.randint(1, options // 2)]))
        else:
            marks = [0] * options
            for place, option in enumerate(liked):
                marks[option] = max(0, 5 - place) if method == "score" else (6, 3, 1, *[0] * options)[place]
            paper = tuple(marks)
        found[paper] += 1
    return dict(found)


def machine() -> str:
    info = Path("/proc/cpuinfo")
    names = [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")] \
        if info.exists() else []  # fmt: skip
    return (
        f"{names[0] if names else platform.processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.ballots")
    parser.add_argument("--voters", type=int, default=100_000)
    parser.add_argument("--options", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    print(f"{chosen.voters:,} papers, {chosen.options} options; {machine()}; load {os.getloadavg()[0]:.1f}")
    print("| method | winners | different papers | median | slowest | CPU |\n|---|---|---|---|---|---|")
    methods = (("approval", 1), ("score", 1), ("points", 1), ("transfer", 1), ("transfer", 5), ("schulze", 1))
    for method, seats in methods:
        papers = papers_of(method, chosen.voters, chosen.options, 1)
        taken, cpu = [], []
        for _ in range(chosen.rounds):
            begun, used = time.perf_counter(), time.process_time()
            count(Rules(method, chosen.options, seats), papers, tuple(range(chosen.options)))
            taken.append(time.perf_counter() - begun)
            cpu.append(time.process_time() - used)
        print(
            f"| {method} | {seats} | {len(papers):,} | {statistics.median(taken):.2f} s | {max(taken):.2f} s"
            f" | {statistics.median(cpu):.2f} s |"
        )


if __name__ == "__main__":
    main()
