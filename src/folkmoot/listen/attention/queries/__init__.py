"""The reading door: one's own time, a community's, the house's; and what a broadcast will cost.

Nothing is told of fewer than `attention.least` people, nor can it be worked out from what is told.
"""

from .cost import Cost, cost_of
from .own import Mine, mine, moderated_spaces, own_rows
from .reports import WINDOWS, Report, broadcasts, report_of_house, report_of_space, sought_in_vain, units
from .shares import Slice, least
from .system import first_reads_for_system, read_to_the_end_for_system, uncounted_for_system

__all__ = [
    "WINDOWS",
    "Cost",
    "Mine",
    "Report",
    "Slice",
    "broadcasts",
    "cost_of",
    "first_reads_for_system",
    "least",
    "mine",
    "moderated_spaces",
    "own_rows",
    "read_to_the_end_for_system",
    "report_of_house",
    "report_of_space",
    "sought_in_vain",
    "uncounted_for_system",
    "units",
]
