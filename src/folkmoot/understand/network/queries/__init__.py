"""The reading door: oneself, the map, groups, who knows, advocates; and what systems need.

What takes a viewer shows them only what they may see, and writes down at whose data they looked. What ends in
`_for_system` is for rooms that show nothing of it to anybody but its owner.
"""

from ..site_settings import least
from .advocates import Choice, Curve, NoNetworkYet, TooFewOptedIn, choose_advocates
from .looks import Looked, looks_at_me
from .map import Map, map_of, saved_views
from .mine import Mine, mine, own_rows
from .shown import roles_published, roles_shown
from .standing import Switches, consenting, is_taken_in, left_out, standing
from .system import Network, Run, graph_for_system, last_run, run_under_way, runs
from .ties import last_met_for_system, partners_of, ties_for_system
from .units import Silos, silos, units_for_quotas
from .who_knows import Evidence, Knows, topics_to_ask_about, who_knows

__all__ = [
    "Choice",
    "Curve",
    "Evidence",
    "Knows",
    "Looked",
    "Map",
    "Mine",
    "Network",
    "NoNetworkYet",
    "Run",
    "Silos",
    "Switches",
    "TooFewOptedIn",
    "choose_advocates",
    "consenting",
    "graph_for_system",
    "is_taken_in",
    "last_met_for_system",
    "last_run",
    "least",
    "left_out",
    "looks_at_me",
    "map_of",
    "mine",
    "own_rows",
    "partners_of",
    "roles_published",
    "roles_shown",
    "run_under_way",
    "runs",
    "saved_views",
    "silos",
    "standing",
    "ties_for_system",
    "topics_to_ask_about",
    "units_for_quotas",
    "who_knows",
]
