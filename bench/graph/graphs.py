"""The graphs measured on: g10k, g100k, g1m (nodes; ten times as many ties), directed, with planted
departments."""

import importlib.util
import os
import tempfile
from pathlib import Path

import numpy as np

SIZES = {"g10k": 10_000, "g100k": 100_000, "g1m": 1_000_000}


def load(name):
    """sources, targets, weights, departments, n; made once and kept (FOLKMOOT_GRAPHS, or a folder in
    /tmp)."""
    data = _stored(name)
    return data["src"], data["dst"], data["w"], data["com"], int(data["n"])


def pairs(name):
    """The same ties without directions, each pair once: what libraries of undirected graphs are given, kept as
    well, so that making them counts for nobody."""
    path = folder() / f"{name}-pairs.npz"
    if not path.exists():
        s, t, _, _, n = load(name)
        keys = np.unique(np.minimum(s, t).astype(np.int64) * n + np.maximum(s, t))
        np.savez(path, low=(keys // n).astype(np.int32), high=(keys % n).astype(np.int32))
    data = np.load(path)
    return data["low"], data["high"]


def _stored(name):
    path = folder() / f"{name}.npz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        source, target, weight, department = _make(SIZES[name])
        order = np.lexsort((target, source))
        np.savez(path, src=source[order], dst=target[order], w=weight[order], com=department, n=SIZES[name])
    return np.load(path)


def folder():
    return Path(os.environ.get("FOLKMOOT_GRAPHS") or Path(tempfile.gettempdir()) / "folkmoot-graphs")


def _make(n):
    """By ../shared/tools/org_graph.py where it is, so that figures compare with performance.md; else by our
    own."""
    for parent in Path(__file__).resolve().parents:
        tool = parent.parent / "shared" / "tools" / "org_graph.py"
        if tool.exists():
            spec = importlib.util.spec_from_file_location("org_graph", tool)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module.gen(n, 10 * n)
    from folkmoot.graph.generate import planted_communities

    planted = planted_communities(n, 10 * n, groups=max(n // 90, 10), seed=1)
    graph = planted.graph
    weights = np.random.default_rng(1).pareto(1.5, graph.m).astype(np.float32) + 1
    return graph.rows(), graph.indices, weights, planted.groups
