"""The normal and Student's distribution, as the logic of campaigns asks for them.

From `scipy.special`: the whole of `scipy.stats` would cost every process of the site half its start and 70 MB. For
small chances everything is said of the upper tail, where one minus a chance would lose its digits. Even that much is
loaded with the first report only: most processes of a site never compute one.
"""


def normal_above(value: float) -> float:
    """The chance that a standard normal number is above `value`."""
    from scipy.special import ndtr

    return float(ndtr(-value))


def normal_cut(chance: float) -> float:
    """What a standard normal number is above with this chance."""
    from scipy.special import ndtri

    return -float(ndtri(chance))


def student_above(value: float, freedom: float) -> float:
    """The chance that a number of Student's distribution with so many degrees of freedom is above `value`."""
    from scipy.special import stdtr

    return float(stdtr(freedom, -value))


def student_cut(chance: float, freedom: float) -> float:
    """What such a number is above with this chance."""
    from scipy.special import stdtrit

    return -float(stdtrit(freedom, chance))
