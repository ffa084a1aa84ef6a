"""The firm's network: who lets themselves be seen, and the snapshots of a year.

What is found in it is read from what people did through the rooms, as on any site.
"""

from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.viewer import viewer_of
from folkmoot.understand.network import actions

from .cast import SIX

MOMENTS = (210, 150, 105, 70, 42, 21, 7, 0)  # Days ago.
SHOWN, WILLING, LEFT_OUT = 0.45, 0.3, 0.02
OPEN = (
    "hana",
    "lena",
    "torben",
    "eli",
    "sofia",
    "petra",
    "maite",
    "marc",
    "yusuf",
    "camille",
)  # They let themselves be seen.


def measure(*, at: datetime, seed: int) -> None:
    """This will have people choose, and measure the network as it was at several moments of the year."""
    dice = Random(f"{seed}:network")  # noqa: S311 - a story, no secret
    chosen_at = at - timedelta(days=240)
    with transaction.atomic():
        for person in Person.objects.filter(is_active=True, is_employee=True).order_by("username"):
            luck = dice.random()
            is_left_out = luck > 1 - LEFT_OUT and person.username not in (*SIX, *OPEN)
            actions.set_switches(
                viewer=viewer_of(person.pk), publish=luck < SHOWN or person.username in OPEN,
                advocacy=luck < WILLING, left_out=is_left_out, at=max(chosen_at, person.joined_at),
            )  # fmt: skip
    for days in MOMENTS:
        actions.run(at=at - timedelta(days=days))
