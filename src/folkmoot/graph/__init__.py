"""Find who knows, who bridges and who persuades, on any edge list: arrays in, arrays out.

A package useful by itself: no Django, no database, no settings, nothing of the rest of Folkmoot. One frozen
value, `Graph`, is built by `from_edges`; every measure is a function that takes it and returns arrays indexed
by node number. Names of people stay with the caller. Randomness comes in as a `numpy.random.Generator` or a
seed, and the same seed gives the same result on any number of threads. It does not gather the edges, ask who
may see them, or draw pages: `understand/network` does.

Families: `build`, `reading`, `components`, `centrality`, `cohesion`, `paths`, `brokerage`, `communities`,
`inequality`, `nulls`, `generate`, `layout`, `introductions`, `diffusion`, `influence`, `learning`, `roles`
and `nightly`, which runs them together. Modules are loaded when first used, so that importing this package
stays cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from folkmoot.graph.build import Graph, GraphError, from_edges

__all__ = ["Graph", "GraphError", "from_edges"]

FAMILIES = (
    "brokerage",
    "build",
    "centrality",
    "cohesion",
    "communities",
    "components",
    "diffusion",
    "evaluation",
    "generate",
    "inequality",
    "influence",
    "introductions",
    "layout",
    "learning",
    "nightly",
    "nulls",
    "paths",
    "reading",
    "roles",
)


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("folkmoot.graph.build"), name)
    if name in FAMILIES:
        return import_module(f"folkmoot.graph.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__, *FAMILIES])
