"""`python -m bench.through roles [--seeds 2]` and `python -m bench.through campaigns [--runs 100]`."""

import argparse
import os
import platform
import tempfile
import time

from folkmoot.testing.database import start_throw_away_server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.through", description=__doc__)
    parser.add_argument("what", choices=("roles", "campaigns"))
    parser.add_argument("--seeds", type=int, default=2, help="worlds in which roles are planted")
    parser.add_argument("--runs", type=int, default=100, help="campaigns with an effect, and as many without")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    if not os.environ.get("DATABASE_URL"):
        os.environ["FOLKMOOT_HOME"] = str(start_throw_away_server())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "folkmoot.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from . import campaigns, roles

    call_command("migrate", verbosity=0)
    began, machine = time.perf_counter(), f"{platform.machine()}, Python {platform.python_version()}"
    with tempfile.TemporaryDirectory() as files:
        settings.MEDIA_ROOT = files
        print(f"{machine}; seed {chosen.seed}", flush=True)
        if chosen.what == "roles":
            roles.study(seeds=chosen.seeds, seed=chosen.seed)
        else:
            campaigns.study(runs=chosen.runs, seed=chosen.seed)
    print(f"\n{time.perf_counter() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
