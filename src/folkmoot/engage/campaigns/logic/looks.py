"""When one may look, and how sure one must be each time.

The chance of a false alarm is spent over the looks that were planned (Lan and DeMets 1983, O'Brien and Fleming's
shape: little at first, most at the end). Each look is judged at what it spends by itself: by Bonferroni's bound the
chances add up to no more than the whole, however the looks depend on each other. That costs a little power against
the exact joint boundaries, which would assume that groups of people bring news as independent steps; they do not.
The same is done for the comparisons of a campaign, so that all its intervals hold together.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from .quantiles import normal_above, normal_cut

MOST_LOOKS = 5


def spent(share: float, alpha: float) -> float:
    """How much of `alpha` may be spent when this share (0 to 1) of the time has passed."""
    if share <= 0:
        return 0.0
    return 2 * normal_above(normal_cut(alpha / 2) / share**0.5) if share < 1 else alpha


def levels(looks: int, *, alpha: float = 0.05, comparisons: int = 1) -> list[float]:
    """The level of each of so many equally spaced looks, for each of so many comparisons."""
    if not 1 <= looks <= MOST_LOOKS or comparisons < 1:
        raise ValueError(f"one to {MOST_LOOKS} looks at one comparison or more")
    steps = [spent(number / looks, alpha) for number in range(looks + 1)]
    return [(after - before) / comparisons for before, after in pairwise(steps)]


def moments(begins_at: datetime, ends_at: datetime, looks: int) -> list[datetime]:
    """The moments of the looks, equally spaced, the last one at the end."""
    whole: timedelta = ends_at - begins_at
    return [begins_at + whole * number / looks for number in range(1, looks)] + [ends_at]


def due(planned: Sequence[datetime], taken: int, at: datetime) -> int | None:
    """The number (from 0) of the look that may be taken now; None while none is due. Missed ones are passed over."""
    ready = [number for number, moment in enumerate(planned) if number >= taken and moment <= at]
    return ready[-1] if ready else None
