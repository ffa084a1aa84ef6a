"""Who knows (maven), who bridges (connector), who persuades (salesman): found only where chance does not explain it.

Each role has a definition in its module, a test against a null, and a floor of evidence below which nothing is said.
Everybody above the floor is tested; of those called found at most `discovery` (5 %) are expected to be false
(Benjamini and Hochberg 1995). It does not rank people nor decide who may see a result.
"""

from folkmoot.graph.roles.connector import connectors
from folkmoot.graph.roles.evidence import Role
from folkmoot.graph.roles.maven import Answers, mavens
from folkmoot.graph.roles.salesman import salesmen

__all__ = ["Answers", "Role", "connectors", "mavens", "salesmen"]
