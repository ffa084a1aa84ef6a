"""How unevenly something is spread over people."""

from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import GraphError

Array = npt.NDArray[Any]


def lorenz(values: npt.ArrayLike) -> Array:
    """The Lorenz curve: entry k is the share held by the k poorest. float64, shape (len(values) + 1,), 0 to
    1.

    Values are not negative. When all are 0, everybody holds an equal share of nothing: the diagonal.
    O(n log n) (Lorenz 1905).
    """
    array = np.sort(np.asarray(values, dtype=np.float64))
    if array.ndim != 1 or not np.isfinite(array).all() or (array < 0).any():
        raise GraphError("The Lorenz curve takes finite numbers of 0 or more.")
    total = array.sum()
    if total == 0:
        return np.linspace(0.0, 1.0, len(array) + 1)
    return np.concatenate([[0.0], np.cumsum(array) / total])


def gini(values: npt.ArrayLike) -> float:
    """The Gini coefficient: 0 when all have the same, (n - 1) / n when one has everything. O(n log n).

    G = 1 - 2 · (area under the Lorenz curve), by trapezoids (Gini 1912).
    """
    curve = lorenz(values)
    if len(curve) < 3:
        return 0.0
    return float(1.0 - np.sum(curve[1:] + curve[:-1]) / (len(curve) - 1))
