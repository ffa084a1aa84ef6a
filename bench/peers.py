"""`python -m bench.peers SEED.jsonl`: the load that other products were measured with, on Folkmoot.

2,000 people, 10 categories, 5,000 threads and 50,000 posts are imported through `folkmoot import threads`; then `wrk`
with 8 connections asks for the page of a community, a thread and a search, signed in and as a guest.
"""

import argparse
import json
import os
import random
import sys

from folkmoot.base.database.server import available
from folkmoot.testing.database import start_throw_away_server

# Requests a second that others reached on such a machine, signed in and as a guest: (list, thread, search).
PEERS = {
    "NodeBB": {"signed in": (77, 97, 94), "guest": (307, 240, 203)},
    "Misago": {"signed in": (19, 40, 22), "guest": (20, 38, 45)},
}
PAGES = ("list", "thread", "search")
WORDS = "quantum gate circuit state algorithm measurement entanglement error qubit matrix".split()  # noqa: SIM905


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.peers")
    parser.add_argument("seed", nargs="?", help="the threads to import; none when FOLKMOOT_HOME has them already")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2)
    parser.add_argument(
        "--inside",
        action="store_true",
        help="no load: what a page costs, asked in one process",
    )
    chosen = parser.parse_args()
    if chosen.seed and not os.environ.get("DATABASE_URL"):
        os.environ["FOLKMOOT_HOME"] = str(start_throw_away_server())
        run(chosen)
    else:
        with available():
            run(chosen)


def run(chosen: argparse.Namespace) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "folkmoot.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from bench import load, pages
    from folkmoot.commons.people.models import Person
    from folkmoot.config import static_files

    if not chosen.inside and not load.has_wrk():
        sys.exit("This needs wrk, the load tool (Debian: apt install wrk).")
    static_files.gather()
    call_command("migrate", verbosity=0)
    if chosen.seed:
        call_command("import", "threads", chosen.seed, space="bench", audience="public")
        call_command("reindex")
    paths, cookie = _prepare()
    if chosen.inside:
        reader = pages.signed_in(Person.objects.get(username="bench"))
        for page in PAGES:
            found = pages.measure(page, [reader] * len(paths[page]), paths[page], 10 * len(paths[page]), list)
            print(json.dumps({name: found[name] for name in ("page", "cpu_ms", "db_cpu_ms", "queries", "kB")}))
        return
    with load.web(chosen.workers) as (base, pid):
        for who in ("signed in", "guest"):
            for number, page in enumerate(PAGES):
                key = cookie if who == "signed in" else ""
                found = load.load(base, pid, paths[page], cookie=key, seconds=chosen.seconds)
                times = {f"of {peer}": round(found["rps"] / PEERS[peer][who][number], 1) for peer in PEERS}
                print(json.dumps({"page": page, "who": who, **found, **times}), flush=True)


def _prepare() -> tuple[dict[str, list[str]], str]:
    from django.test import Client

    from folkmoot.base.clock import now
    from folkmoot.commons.content import kinds
    from folkmoot.commons.content.models import Item
    from folkmoot.commons.people.models import Person
    from folkmoot.commons.spaces.models import Space

    person, _ = Person.objects.get_or_create(
        username="bench", defaults={"name": "Bench", "sort_name": "bench", "is_employee": True, "joined_at": now()}
    )
    client = Client(HTTP_HOST="localhost")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    threads = list(Item.objects.filter(kind="thread", root__isnull=True).order_by("id"))
    chosen = random.Random(1).sample(threads, 50)
    paths = {
        "list": [f"/s/{slug}/threads/" for slug in Space.objects.order_by("slug").values_list("slug", flat=True)],
        "thread": [kinds.kind("thread").page_url(item) for item in chosen],
        "search": [f"/search/?q={word}" for word in WORDS],
    }
    return paths, f"sessionid={client.cookies['sessionid'].value}"


if __name__ == "__main__":
    main()
