"""The writing door: taking part, the weekly round, steps towards somebody, and what came of them."""

from .asking import agree, ask_for_coffee, ask_to_introduce, decline, introduce, withdraw
from .joining import forget, join, leave
from .naming import run_round
from .taking import answer, follow, measure

__all__ = [
    "agree",
    "answer",
    "ask_for_coffee",
    "ask_to_introduce",
    "decline",
    "follow",
    "forget",
    "introduce",
    "join",
    "leave",
    "measure",
    "run_round",
    "withdraw",
]
