"""`python -m bench.wiki`: a wiki of 20,000 pages beside one of 200, and what reading costs in each.

Builds both in a server of its own (or in the empty DATABASE_URL) through the importing door, then times the real
views in process. The claim: what a page costs does not depend on how large the tree around it is.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time

from folkmoot.testing.database import start_throw_away_server

SIZES = (200, 20_000)
TEXT = (
    "Some words about {n}. See [[Page {other} of {size}]].\n\n# First\n\n" + "Words. " * 90 + "\n\n# Second\n\nMore."
)
BRANCHES = 27  # pages a level: 20,000 pages are three levels deep and a bit


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.wiki")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--pages", type=int, default=SIZES[1])
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    if not os.environ.get("DATABASE_URL"):
        os.environ["FOLKMOOT_HOME"] = str(start_throw_away_server())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "folkmoot.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from folkmoot.config import static_files

    static_files.gather()
    call_command("migrate", verbosity=0)
    results = [measure(build(size), chosen.rounds) for size in (SIZES[0], chosen.pages)]
    print(json.dumps(results, indent=2) if chosen.json else table(results))
    sys.stdout.flush()


def build(size: int) -> dict:
    """A space with so many pages, each with links, a heading and some text."""
    from django.db import connection

    from folkmoot.base.clock import now
    from folkmoot.commons.spaces.viewer import viewer_of
    from folkmoot.listen.wiki import actions
    from folkmoot.testing.makers import make_person, make_space

    person = make_person(name=f"Keeper {size}")
    space = make_space(slug=f"wiki-{size}", moderators=[person])
    started = time.perf_counter()
    pages = [
        actions.ImportedPage(
            key=str(n), parent_key=str((n - 1) // BRANCHES) if n else None, title=f"Page {n} of {size}",
            body=TEXT.format(n=n, other=n // 2, size=size),
        )
        for n in range(size)
    ]  # fmt: skip
    actions.import_pages(viewer=viewer_of(person.pk), space=space, pages=pages, at=now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"size": size, "space": space, "person": person, "seconds": time.perf_counter() - started}


def measure(built: dict, rounds: int) -> dict:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from folkmoot.base.ids import to_text
    from folkmoot.commons.content import kinds
    from folkmoot.commons.content.models import Item
    from folkmoot.config import serving
    from folkmoot.listen.wiki.models import Page

    client = Client(HTTP_HOST="localhost")
    client.force_login(built["person"], backend="allauth.account.auth_backends.AuthenticationBackend")
    slug, size = built["space"].slug, built["size"]
    deep = [row.pk for row in Page.objects.filter(space=built["space"]).order_by("-pk")[:rounds]]
    tops = Page.objects.filter(space=built["space"], parent=None).values_list("pk", flat=True)
    urls = {
        "wiki home": [f"/s/{slug}/wiki/"],
        "a page, deep in the tree": [kinds.kind("page").page_url(item) for item in Item.objects.filter(id__in=deep)],
        "a branch opened": [f"/s/{slug}/wiki/branch/?under={to_text(pk)}" for pk in tops],
    }  # fmt: skip
    rows = {}
    for name, addresses in urls.items():
        times, queries, length = [], 0, 0
        for turn in range(rounds + 3):
            if turn == 3:
                serving.settle()
            url = addresses[turn % len(addresses)]
            with CaptureQueriesContext(connection) as asked:
                started = time.perf_counter()
                response = client.get(url)
                took = (time.perf_counter() - started) * 1000
            assert response.status_code == 200, (url, response.status_code)
            if turn >= 3:
                times.append(took)
                queries, length = max(queries, len(asked)), max(length, len(response.content))
        ordered = sorted(times)
        rows[name] = {
            "p50": round(statistics.median(times), 1), "p95": round(ordered[int(len(ordered) * 0.95)], 1),
            "queries": queries, "kB": round(length / 1000, 1),
        }  # fmt: skip
    return {"pages": size, "built_in_seconds": round(built["seconds"], 1), "machine": machine(), "rows": rows}


def machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def table(results: list[dict]) -> str:
    lines = [f"Measured on {results[0]['machine']}.", ""]
    lines += ["| pages | what | p50 ms | p95 ms | queries | kB |", "|---|---|---|---|---|---|"]
    for result in results:
        for name, row in result["rows"].items():
            lines.append(
                f"| {result['pages']:,} | {name} | {row['p50']} | {row['p95']} | {row['queries']} | {row['kB']} |"
            )
    lines += ["", *(f"{each['pages']:,} pages brought in within {each['built_in_seconds']} s." for each in results)]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
