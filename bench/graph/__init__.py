"""Measure `folkmoot.graph` beside the libraries one would use instead; `make bench-graph` (results:
bench/graph.md).

Each measurement is a process of its own that builds its graph from two arrays, so that building and memory
count. Ours and theirs take turns, and the best of the turns counts: ratios of one run carry over, absolute
times do not.
"""
