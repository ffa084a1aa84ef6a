"""Random numbers by counting: the i-th draw of a stream is a hash of its key, so a run gives the same result
on whichever thread it happens.

SplitMix64 (Steele, Lea and Flood 2014): state += golden ratio, then a mixing function. One stream per run or
sample, keyed by (seed, number of the run).
"""

from typing import Any

import numpy as np

from folkmoot.graph.kernels import inlined, kernel

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)
ONE = np.uint64(1)
_STEP = 1.0 / 4503599627370496.0  # 52 bits: with 53 the largest number plus a half would be rounded up to 1.


@inlined
def mix(state: Any) -> Any:
    """64 well mixed bits of a state."""
    state = (state ^ (state >> _S30)) * _FIRST
    state = (state ^ (state >> _S27)) * _SECOND
    return state ^ (state >> _S31)


@inlined
def stream(key: Any, number: Any) -> Any:
    """The state from which stream `number` of `key` starts."""
    return mix(np.uint64(key) ^ mix(np.uint64(number) * GOLDEN + ONE))


@inlined
def after(state: Any) -> Any:
    """The next state of a stream."""
    return state + GOLDEN


@inlined
def unit(state: Any) -> Any:
    """A number strictly between 0 and 1 for this state."""
    return (np.float64(mix(state) >> _S12) + 0.5) * _STEP


@kernel
def uniforms(key: int, number: int, count: int) -> Any:
    """The first `count` draws of one stream, for tests."""
    state = stream(key, number)
    drawn = np.empty(count)
    for i in range(count):
        state = after(state)
        drawn[i] = unit(state)
    return drawn


def key_of(rng: np.random.Generator | int) -> int:
    """A key for streams: drawn from a generator, or made from a seed."""
    generator = rng if isinstance(rng, np.random.Generator) else np.random.default_rng(rng)
    return int(generator.integers(2**63))
