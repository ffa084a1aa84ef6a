"""Badges won by rule, and how badges look."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

FAMILIES = {
    "beginning": _("Getting started"),
    "helping": _("Helping others"),
    "knowing": _("Knowing things"),
    "caring": _("Looking after what is written"),
    "building": _("Making things happen"),
    "given": _("Given by people"),
}
TONES = ("bronze", "silver", "gold")


@dataclass(frozen=True, slots=True)
class Rule:
    """Whoever has `count` lines of these verbs has the badge; never taken away again."""

    key: str
    family: str
    name: Any
    about: Any
    verbs: tuple[str, ...]
    count: int
    icon: str
    tone: str = "bronze"
    is_from_others: bool = False  # Counts people who gave, not deeds.

    @property
    def url_key(self) -> str:
        return self.key


RULES = {
    rule.key: rule
    for rule in (
        Rule("first-words", "beginning", _("First words"), _("Published something for others to read."),
             ("published", "asked", "answered", "proposed"), 1, "feather"),
        Rule("curious", "beginning", _("Curious"), _("Asked five questions that others can now find."),
             ("asked",), 5, "circle-help", "silver"),
        Rule("first-help", "helping", _("First help"), _("An answer that solved somebody's question."),
             ("accepted",), 1, "hand-helping"),
        Rule("good-neighbour", "helping", _("Good neighbour"), _("Ten answers that solved somebody's question."),
             ("accepted",), 10, "handshake", "silver"),
        Rule("lighthouse", "helping", _("Lighthouse"), _("Fifty answers that solved somebody's question."),
             ("accepted",), 50, "lightbulb", "gold"),
        Rule("known-by-many", "helping", _("Known by many"), _("Ten different people took up what you gave."),
             ("accepted", "verified", "reused", "amended"), 10, "users", "gold", True),
        Rule("proven", "knowing", _("Proven"), _("An expert put their name to what you wrote."),
             ("verified",), 1, "badge-check", "silver"),
        Rule("well-proven", "knowing", _("Well proven"), _("Experts put their names to ten of your answers."),
             ("verified",), 10, "graduation-cap", "gold"),
        Rule("tidy-hand", "caring", _("Tidy hand"), _("Made five texts of others better."),
             ("edited",), 5, "pencil"),
        Rule("gardener", "caring", _("Gardener"), _("Made fifty texts of others better."),
             ("edited",), 50, "sprout", "gold"),
        Rule("seed", "building", _("Seed"), _("Somebody built on what you had made, and said so."),
             ("reused", "amended"), 1, "git-fork", "silver"),
        Rule("builder", "building", _("Builder"), _("An idea of yours, or one you worked on, became real."),
             ("implemented", "built"), 1, "hammer", "gold"),
        Rule("host", "building", _("Host"), _("Opened a place for others to meet."),
             ("hosted",), 1, "door-open"),
    )
}  # fmt: skip


def won(counts: Mapping[str, int], givers: Mapping[str, int]) -> list[str]:
    """The keys of the rules that these counts of lines (and of different givers) by verb satisfy."""
    return [
        rule.key
        for rule in RULES.values()
        if sum((givers if rule.is_from_others else counts).get(verb, 0) for verb in rule.verbs) >= rule.count
    ]


@lru_cache(maxsize=16)
def outline(family: str) -> str:
    """The shape of a family as points on a 64 × 64 square, drawn once: a star, a wave, a shield, a gem."""
    corners, depth, turn = {
        "beginning": (10, 0.12, 0.0),
        "helping": (14, 0.10, 0.0),
        "knowing": (8, 0.05, math.pi / 8),
        "caring": (18, 0.08, 0.0),
        "building": (6, 0.02, math.pi / 6),
        "given": (24, 0.09, 0.0),
    }.get(family, (12, 0.1, 0.0))
    places = []
    for number in range(corners * 2):
        radius = 30 * (1 - depth * (number % 2))
        angle = math.pi * number / corners - math.pi / 2 + turn
        places.append(f"{32 + radius * math.cos(angle):.2f},{32 + radius * math.sin(angle):.2f}")
    return " ".join(places)
