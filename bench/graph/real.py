"""Quality on real data: communities against departments, the E-I index, introductions against what came
after."""

from pathlib import Path

from folkmoot.graph.brokerage import external_internal
from folkmoot.graph.communities import agreement, leiden
from folkmoot.graph.evaluation import evaluate
from folkmoot.graph.reading import read_edges, read_nodes

DAYS = {"time": "0", "source": "1", "target": "2"}


def report(folder):
    """Lines of Markdown."""
    folder = Path(folder)
    edges = read_edges(folder / "email-Eu-core.txt")
    nodes = read_nodes(folder / "email-Eu-core-department-labels.txt", edges.labels)
    found = leiden(edges.graph())
    nmi, ari = agreement(found.labels, nodes.groups)
    index = external_internal(edges.graph(), nodes.groups)
    yield f"e-mail of the institute: {found.count} communities against 42 departments: NMI {nmi:.3f}, ARI {ari:.3f}."
    lowest, highest = min(index.groups), max(index.groups)
    yield f"E-I index: {index.network:.3f}; by department from {lowest:.3f} to {highest:.3f}."
    each = sorted(zip(index.groups.tolist(), nodes.group_names, strict=True))
    yield "E-I of each department: " + ", ".join(f"{name}: {value:.2f}" for value, name in each) + "."
    edges = read_edges(folder / "email-Eu-days.txt", columns=DAYS)
    nodes = read_nodes(folder / "email-Eu-core-department-labels.txt", edges.labels)
    yield from _evaluated("institute", evaluate(edges.sources, edges.targets, edges.times, nodes.groups))
    edges = read_edges(folder / "CollegeMsg.txt", columns={"time": "2"})
    yield from _evaluated("CollegeMsg", evaluate(edges.sources, edges.targets, edges.times))


def _evaluated(title, found):
    yield ""
    yield f"| {title}: {found.new_ties:,} new ties, balance {found.balance} | AUC | precision at 10 |"
    yield "|---|---|---|"
    for where, rows in (("all", found.everywhere), ("across departments", found.across)):
        for row in rows:
            yield f"| {row.method}, {where} | {row.auc:.4f} | {row.precision:.4f} |"
