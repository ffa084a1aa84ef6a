"""What is measured: for each task our way and others', each from arrays to the answer. They return a check
value. low, high: the pairs without direction, for those who need them."""

import numpy as np


def ours(s, t, n, w=None):
    from folkmoot.graph import from_edges

    return from_edges(s, t, w, n=n)


def csr(s, t, n, w=None):
    from scipy.sparse import csr_matrix

    return csr_matrix((np.ones(len(s), np.float32) if w is None else w, (s, t)), shape=(n, n))


def networkit(s, t, n, directed=True):
    import networkit as nk

    graph = nk.GraphFromCoo((np.ones(len(s)), (s, t)), n=n, directed=directed)
    return nk, graph


def igraph(s, t, n, directed=True):
    import igraph as ig

    return ig.Graph(n, np.column_stack([s, t]), directed=directed)


def pagerank_ours(s, t, w, com, n, low, high):
    from folkmoot.graph.centrality import pagerank

    return float(pagerank(ours(s, t, n)).max())


def pagerank_scikit(s, t, w, com, n, low, high):
    from sknetwork.ranking import PageRank

    return float(PageRank(n_iter=200, tol=1e-6).fit_predict(csr(s, t, n)).max())


def core_ours(s, t, w, com, n, low, high):
    from folkmoot.graph.cohesion import core_numbers

    return int(core_numbers(ours(s, t, n)).max())


def core_networkit(s, t, w, com, n, low, high):
    nk, graph = networkit(low, high, n, directed=False)
    return int(nk.centrality.CoreDecomposition(graph).run().maxCoreNumber())


def clustering_ours(s, t, w, com, n, low, high):
    from folkmoot.graph.cohesion import clustering

    return float(clustering(ours(s, t, n)).mean())


def clustering_networkit(s, t, w, com, n, low, high):
    nk, graph = networkit(low, high, n, directed=False)
    return float(np.mean(nk.centrality.LocalClusteringCoefficient(graph, turbo=True).run().scores()))


def clustering_igraph(s, t, w, com, n, low, high):
    graph = igraph(low, high, n, directed=False)
    return float(np.mean(graph.transitivity_local_undirected(mode="zero")))


def components_ours(s, t, w, com, n, low, high):
    from folkmoot.graph.components import weak_components

    return int(weak_components(ours(s, t, n)).max()) + 1


def components_scipy(s, t, w, com, n, low, high):
    from scipy.sparse.csgraph import connected_components

    return int(connected_components(csr(s, t, n), directed=True, connection="weak")[0])


def leiden_ours(s, t, w, com, n, low, high):
    from folkmoot.graph.communities import leiden

    return leiden(ours(s, t, n), resolution=1.0).quality


def leiden_networkit(s, t, w, com, n, low, high):
    nk, graph = networkit(low, high, n, directed=False)
    found = nk.community.ParallelLeiden(graph, randomize=False).run().getPartition()
    return nk.community.Modularity().getQuality(found, graph)


def holes_ours(s, t, w, com, n, low, high):
    from folkmoot.graph.brokerage import structural_holes

    return float(np.nansum(structural_holes(ours(s, t, n)).constraint))


def holes_igraph(s, t, w, com, n, low, high):
    return float(np.nansum(igraph(low, high, n, directed=False).constraint()))


def betweenness_ours(s, t, w, com, n, low, high):
    from folkmoot.graph.paths import betweenness

    return float(betweenness(ours(s, t, n).undirected(), error=0.005, confidence=0.9, exact=False).values.max())


def betweenness_networkit(s, t, w, com, n, low, high):
    nk, graph = networkit(low, high, n, directed=False)
    return float(max(nk.centrality.KadabraBetweenness(graph, err=0.005, delta=0.1).run().scores()))


def introductions_ours(s, t, w, com, n, low, high):
    from folkmoot.graph.introductions import introductions

    return float((introductions(ours(s, t, n), com).people >= 0).mean())


def influence_ours(s, t, w, com, n, low, high):
    from folkmoot.graph.diffusion import model
    from folkmoot.graph.influence import maximise

    return maximise(model(ours(s, t, n), "ic", "wc"), 50, epsilon=0.1).spread


CASES = {
    "PageRank, tolerance 1e-6": {"ours": pagerank_ours, "scikit-network": pagerank_scikit},
    "core number": {"ours": core_ours, "NetworKit": core_networkit},
    "clustering": {"ours": clustering_ours, "NetworKit": clustering_networkit, "igraph": clustering_igraph},
    "components": {"ours": components_ours, "SciPy": components_scipy},
    "Leiden, resolution 1 (modularity)": {"ours": leiden_ours, "NetworKit": leiden_networkit},
    "Burt's constraint and effective size": {"ours": holes_ours, "igraph, constraint only": holes_igraph},
    "betweenness, ε = .005": {"ours": betweenness_ours, "NetworKit KADABRA": betweenness_networkit},
    "10 introductions across groups for all": {"ours": introductions_ours},
    "50 advocates, ε = .1 (spread)": {"ours": influence_ours},
}
