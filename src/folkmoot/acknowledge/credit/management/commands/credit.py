"""`folkmoot credit replay | recompute | rotate-key`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from folkmoot.acknowledge.credit import actions, ledger
from folkmoot.acknowledge.credit.models import Line
from folkmoot.base.clock import now
from folkmoot.base.outbox.log import whole_log


class Command(BaseCommand):
    help = "The ledger of deeds: read the log again, work out reputation anew, sign with a new key."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "what", choices=["replay", "recompute", "rotate-key"],
            help="replay adds lines that are missing; rotate-key keeps the old keys for verifying",
        )  # fmt: skip

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "replay":
            before = Line.objects.count()
            for events in whole_log():
                ledger.append(events)
            self.stdout.write(f"{Line.objects.count() - before} lines were missing.")
        elif what == "recompute":
            self.stdout.write(f"{actions.recompute(at=now())} people have a reputation.")
        else:
            self.stdout.write(f"Signing with key {actions.rotate_key(at=now()).key_id} from now on.")
