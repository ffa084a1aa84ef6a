"""Compiling ahead what `folkmoot graph` and whoever uses the library by itself call: else each loop is compiled when
it is first needed, a second or two at a time."""

import numpy as np

from folkmoot.graph import brokerage, centrality, cohesion, communities, components, paths
from folkmoot.graph.build import from_edges
from folkmoot.graph.diffusion import model, simulate
from folkmoot.graph.influence import maximise
from folkmoot.graph.learning import learn, uptakes
from folkmoot.graph.nulls import rewired


def warm() -> None:
    """This will run each measure once on a network of chance, with weights of either width: theirs are the variants
    that differ. The compiled loops are kept on disk."""
    dice, n, m = np.random.default_rng(1), 60, 500
    sources, targets = dice.integers(0, n, m), dice.integers(0, n, m)
    groups = dice.integers(0, 4, n)
    for weights in (dice.random(m), dice.random(m).astype(np.float32)):
        directed = from_edges(sources, targets, weights, n=n)
        mutual, plain = directed.undirected(), directed.without_loops()
        directed.reciprocated()
        for tolerance in (1e-6, 1e-9):
            centrality.pagerank(directed, tolerance=tolerance)
        centrality.hits(directed)
        brokerage.structural_holes(mutual)
        brokerage.participation(mutual, groups)
        brokerage.external_internal(mutual, groups)
        communities.modularity(mutual, groups)
    cohesion.core_numbers(mutual)
    cohesion.clustering(mutual)
    components.weak_components(directed)
    rewired(plain, groups)
    for exact in (True, False):
        paths.betweenness(plain, exact=exact)
        paths.harmonic_closeness(plain, exact=exact)
    learnt = learn(plain, uptakes(sources, targets, dice.random(m), n=n))
    for kind in ("ic", "lt"):
        simulate(model(plain, kind, "wc"), [0], runs=2)
    maximise(model(learnt, "ic", "column"), 2, rng=1)
