"""The reading door: oneself, the map, groups, who knows, advocates; and what systems need.

What takes a viewer shows them only what they may see, and writes down at whose data they looked. What ends in
`_for_system` is for rooms that show nothing of it to anybody but its owner.
"""

from .advocates import Choice, Curve, NoNetworkYet, TooFewOptedIn, choose_advocates
from .standing import Switches, consenting, left_out, standing
from .system import Network, graph_for_system, last_run
from .who_knows import Evidence, Knows, who_knows

__all__ = [
    "Choice",
    "Curve",
    "Evidence",
    "Knows",
    "Network",
    "NoNetworkYet",
    "Switches",
    "TooFewOptedIn",
    "choose_advocates",
    "consenting",
    "graph_for_system",
    "last_run",
    "left_out",
    "standing",
    "who_knows",
]
