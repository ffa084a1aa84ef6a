"""The reading door: everything others may ask about recognition, always for a viewer."""

from .awards import NominationLine, RoundLine, RoundPage, award_extras, awards_page, round_page, visible_round
from .fairness import fairness_for, quarters
from .kudos import (
    KudosExtra,
    colleagues_named,
    extras,
    has_joined,
    kudos_of,
    kudos_page,
    private_kudos,
    private_kudos_of,
    teams,
    thanks_for,
    values,
    visible_kudos,
)
from .leaders import Leader, leaders
from .own import own_awards, own_kudos, own_points
from .points import MyPoints, boosts, my_lines, my_points, recent_milestones
from .rewards import catalogue, my_redemptions, waiting_redemptions

__all__ = [
    "KudosExtra",
    "Leader",
    "MyPoints",
    "NominationLine",
    "RoundLine",
    "RoundPage",
    "award_extras",
    "awards_page",
    "boosts",
    "catalogue",
    "colleagues_named",
    "extras",
    "fairness_for",
    "has_joined",
    "kudos_of",
    "kudos_page",
    "leaders",
    "my_lines",
    "my_points",
    "my_redemptions",
    "own_awards",
    "own_kudos",
    "own_points",
    "private_kudos",
    "private_kudos_of",
    "quarters",
    "recent_milestones",
    "round_page",
    "teams",
    "thanks_for",
    "values",
    "visible_kudos",
    "visible_round",
    "waiting_redemptions",
]
