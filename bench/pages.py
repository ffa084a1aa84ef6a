"""Times the real views in process on the organisation of `bench.organisation`: p50, p95, queries, bytes.

Each page is asked for by several people and for several items; the first round warms what the site keeps warm.
The floor is the one SQL statement that fetches the page's own rows, through the same connection.
"""

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test import Client

from folkmoot.base.clock import now
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import kinds
from folkmoot.commons.content.models import Item
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.viewer import viewer_of

# ruff: noqa: E501 - SQL and tables read better unbroken


def rows(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@contextmanager
def counted() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(execute: Callable, sql: str, params: object, many: bool, context: object) -> object:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def signed_in(person: Person) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def measure(name: str, clients: list[Client], addresses: list[str], rounds: int, floor: Callable[[], object]) -> dict:
    times, queries, size, wrong = [], [], 0, 0
    for number in range(rounds + len(clients)):
        client, address = clients[number % len(clients)], addresses[number % len(addresses)]
        with counted() as seen:
            began = time.perf_counter()
            answer = client.get(address)
            took = (time.perf_counter() - began) * 1000
        if number >= len(clients):
            times.append(took)
            queries.append(len(seen))
            size = len(answer.content)
            wrong += answer.status_code != 200
    floors = []
    for _ in range(10):
        began = time.perf_counter()
        floor()
        floors.append((time.perf_counter() - began) * 1000)
    return {
        "page": name,
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(percentile(times, 0.95), 1),
        "queries": max(queries),
        "kB": round(size / 1000, 1),
        "floor_ms": round(statistics.median(floors), 2),
        "times_floor": round(statistics.median(times) / max(statistics.median(floors), 0.01)),
        "not_200": wrong,
    }


def busy_questions(space_audience: int, limit: int) -> list[Item]:
    return list(
        Item.objects.filter(
            kind="question", root__isnull=True, audience__lte=space_audience, reply_count__gt=0
        ).order_by("-reply_count")[:limit]
    )


def pages(rounds: int) -> list[dict]:
    people = list(Person.objects.filter(is_employee=True).order_by("id")[10:18])
    clients = [signed_in(person) for person in people]
    me = people[0].pk
    questions = busy_questions(2, 8)
    ids = [item.id for item in questions]
    spaces = [
        row[0] for row in rows("SELECT slug FROM spaces_space WHERE audience <= 2 ORDER BY item_count DESC LIMIT 8")
    ]
    a_space = rows("SELECT id FROM spaces_space WHERE slug = %s", spaces[0])[0][0]
    words = ["garden season", "release question", "harbour mach", "window"]

    def one(sql: str, *values: object) -> Callable[[], object]:
        return lambda: rows(sql, *values)

    newest = "SELECT * FROM content_item WHERE root_id IS NULL AND state = 'published' AND {} ORDER BY published_at DESC LIMIT 20"
    return [
        measure("home", clients, ["/"], rounds, one(newest.format("author_id = %s"), me)),
        measure("home, for you", clients, ["/?order=you"], rounds, one(newest.format("author_id = %s"), me)),
        measure("space", clients, [f"/s/{slug}/" for slug in spaces], rounds, one(newest.format("space_id = %s"), a_space)),
        measure(
            "question", clients, [kinds.kind("question").page_url(item) for item in questions], rounds,
            one("SELECT * FROM content_item WHERE root_id = %s ORDER BY id LIMIT 200", ids[0]),
        ),
        measure(
            "profile", clients, [f"/@p{n}/" for n in range(2, 10)], rounds,
            one("SELECT * FROM people_person WHERE id = %s", me),
        ),
        measure("search", clients, [f"/search/?q={w}" for w in words], rounds, one("SELECT 1")),
        measure("notifications", clients, ["/notifications/"], rounds, one("SELECT 1")),
        measure("guest: question", [Client(HTTP_HOST="localhost")],
                [kinds.kind("question").page_url(item) for item in busy_questions(0, 4)] or ["/"], rounds, one("SELECT 1")),
    ]  # fmt: skip


def writes(rounds: int) -> list[dict]:
    """A note by the person with most followers, and votes."""
    author = Person.objects.filter(is_employee=True).order_by("-follower_count").first()
    assert author is not None
    viewer = viewer_of(author.pk)
    voter = viewer_of(Person.objects.order_by("-id").filter(is_employee=True).first().pk)  # type: ignore[union-attr]
    items = list(Item.objects.filter(root__isnull=True, audience=2).exclude(author_id=voter.person_id)[:rounds])
    notes, votes = [], []
    for number in range(rounds):
        began = time.perf_counter()
        content.publish(viewer=viewer, kind="note", body=f"Measured note {number}", audience=2, at=now())
        notes.append((time.perf_counter() - began) * 1000)
    for item in items:
        began = time.perf_counter()
        content.vote(viewer=voter, item_id=item.id, value=1, at=now())
        votes.append((time.perf_counter() - began) * 1000)
    return [
        {"page": f"note to {author.follower_count:,} followers", "p50_ms": round(statistics.median(notes), 1),
         "p95_ms": round(percentile(notes, 0.95), 1)},
        {"page": "vote", "p50_ms": round(statistics.median(votes), 1), "p95_ms": round(percentile(votes, 0.95), 1)},
    ]  # fmt: skip


def machine() -> str:
    """Words for a table: processor, cores, system, Python."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    name = next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
    system = f"{platform.system()} {platform.release()}"
    return f"{name}, {os.cpu_count()} cores, {system}, Python {platform.python_version()}"


def report(rounds: int, *, as_json: bool = False) -> None:
    """Measure and print, as a table or as JSON."""
    counts = rows(
        "SELECT (SELECT count(*) FROM people_person), (SELECT count(*) FROM spaces_space), "
        "(SELECT count(*) FROM content_item), (SELECT count(*) FROM content_vote), (SELECT count(*) FROM content_reading)"
    )[0]
    sizes = dict(zip(("people", "spaces", "items", "votes", "reads"), counts, strict=True))
    table = pages(rounds) + writes(rounds)
    if as_json:
        print(json.dumps({"machine": machine(), "sizes": sizes, "pages": table}, indent=2))
        return
    print(machine())
    print(", ".join(f"{count:,} {what}" for what, count in sizes.items()))
    columns = ("page", "p50_ms", "p95_ms", "queries", "kB", "floor_ms", "times_floor", "not_200")
    print("| " + " | ".join(columns) + " |\n|" + "---|" * len(columns))
    for line in table:
        print("| " + " | ".join(str(line.get(column, "")) for column in columns) + " |")
