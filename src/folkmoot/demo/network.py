"""Who lets themselves be seen in the network, who left it, and the snapshots of a year."""

import subprocess
import sys
from datetime import datetime, timedelta
from random import Random

from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.viewer import viewer_of
from folkmoot.understand.network import actions

from .cast import SIX

MOMENTS = (210, 150, 105, 70, 42, 21, 7, 0)  # Days ago.
SHOWN, WILLING, LEFT_OUT = 0.45, 0.3, 0.02


def warm_up() -> "subprocess.Popen[bytes]":
    """This will have the loops of the graph engine compiled in a process beside, while the firm is built: the first
    run on a machine would otherwise wait for it for most of a minute."""
    return subprocess.Popen(
        [sys.executable, "-c", "from folkmoot.understand.network.warming import warm; warm()"],
        stdout=subprocess.DEVNULL,
    )


def measure(*, at: datetime, seed: int) -> None:
    """This will have people choose, and measure the network as it was at several moments of the year."""
    dice = Random(f"{seed}:network")  # noqa: S311 - a story, no secret
    chosen_at = at - timedelta(days=240)
    for person in Person.objects.filter(is_active=True, is_employee=True).order_by("username"):
        luck = dice.random()
        is_left_out = luck > 1 - LEFT_OUT and person.username not in SIX
        actions.set_switches(
            viewer=viewer_of(person.pk), publish=luck < SHOWN or person.username in ("hana", "eli"),
            advocacy=luck < WILLING, left_out=is_left_out, at=max(chosen_at, person.joined_at),
        )  # fmt: skip
    for days in MOMENTS:
        actions.run(at=at - timedelta(days=days))
