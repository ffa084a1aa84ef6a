"""`make bench`: builds the organisation in a server of its own (or in the empty DATABASE_URL) and times the pages."""

import argparse
import os
import sys

from folkmoot.base.database.server import available
from folkmoot.testing.database import start_throw_away_server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--size", type=float, default=0.01, help="1 is 100,000 people and 2,000,000 items")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--http", action="store_true", help="also ask the web processes, with wrk")
    parser.add_argument(
        "--keep", action="store_true", help="build it in FOLKMOOT_HOME, which is empty, and leave it there"
    )
    parser.add_argument("--built", action="store_true", help="measure the organisation that FOLKMOOT_HOME holds")
    parser.add_argument("--pages", nargs="*", default=[], help="only these")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    os.environ["FOLKMOOT_LIMITS_TIMES"] = "100000"
    if os.environ.get("DATABASE_URL") or chosen.built or chosen.keep:
        with available():
            run(chosen)
    else:
        os.environ["FOLKMOOT_HOME"] = str(start_throw_away_server())
        run(chosen)


def run(chosen: argparse.Namespace) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "folkmoot.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from bench import organisation
    from folkmoot.config import static_files

    static_files.gather()
    call_command("migrate", verbosity=0)
    if not chosen.built:
        organisation.build_size(chosen.size, chosen.seed)
        call_command("reindex", verbosity=0)
    from bench import load, pages

    if chosen.http and not load.has_wrk():
        sys.exit("--http needs wrk, the load tool (Debian: apt install wrk).")
    pages.report(chosen.rounds, as_json=chosen.json, http=chosen.http, names=chosen.pages)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
