"""`folkmoot demo`: build the demo organisation in an empty site."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from folkmoot.base.clock import now
from folkmoot.demo.beside import collect_seldom, second_process
from folkmoot.demo.build import SEED, AlreadyBuilt, NotADemo, build, hand_out_news
from folkmoot.demo.cast import PASSWORD

PEOPLE = """
  hana   HR and community manager     otto   site administrator
  mia    hiring manager               eli    engineer
  cara   candidate                    kim    customer

Sign in with one of these names (or hana@demo.example …). Password: {password}
"""


class Command(BaseCommand):
    help = "Build a believable firm of about 300 people, with a year of talk. Only in a site without people."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=SEED, help="another number, another firm")
        parser.add_argument("--scale", type=float, default=1.0, help="0.1 is a small one, for trying out")
        parser.add_argument("--quiet", action="store_true", help="no progress bar")

    def handle(self, *args: Any, seed: int, scale: float, quiet: bool, **options: Any) -> None:
        if not 0.02 <= scale <= 3:
            raise CommandError("--scale is a number between 0.02 and 3.")
        begun = time.monotonic()
        at = now()
        try:
            with second_process() as beside:
                collect_seldom()
                counts = build(
                    at=at, seed=seed, scale=scale, beside=beside,
                    progress=lambda deeds, total: tqdm(
                        deeds, total=total, desc="Building the demo", unit=" deeds", disable=quiet or None
                    ),
                )  # fmt: skip
                hand_out_news(at=at, beside=beside)
        except AlreadyBuilt:
            self.stdout.write("The demo organisation is here already." + PEOPLE.format(password=PASSWORD))
            return
        except NotADemo:
            raise CommandError(
                "This site has people, and it is no demo: nothing was changed. Use an empty database, or another "
                "FOLKMOOT_HOME."
            ) from None
        counted = ", ".join(f"{count} {what}" for what, count in counts.items())
        self.stdout.write(f"Ankerholt, cranes and sensors: {counted}, in {time.monotonic() - begun:.0f} seconds.")
        self.stdout.write(PEOPLE.format(password=PASSWORD))
