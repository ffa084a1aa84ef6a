"""Times the real views in process on the organisation of `bench.organisation`: p50, p95, queries, bytes.

Each page is asked for by several people and for several items; the first round warms what the site keeps warm.
The floor is the one SQL statement that fetches the page's own rows, through the same connection.
"""

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Abs
from django.test import Client

from bench import load
from folkmoot.base.clock import now
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import kinds
from folkmoot.commons.content.models import Item
from folkmoot.commons.people.models import Person
from folkmoot.commons.search import queries as search
from folkmoot.commons.spaces.viewer import viewer_of
from folkmoot.config import serving

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


def rows_read(client: Client, address: str) -> int:
    """Rows that one request reads out of tables, as PostgreSQL counts them within a transaction."""
    count = "SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) FROM pg_stat_xact_user_tables"
    rows("SELECT pg_stat_force_next_flush()")  # What was read before is not of this request.
    with transaction.atomic():
        client.get(address)
        return int(rows(count)[0][0])


def cpu_of_backend() -> float:
    """Milliseconds of processor time of this connection's PostgreSQL process, where that can be known."""
    file = Path(f"/proc/{rows('SELECT pg_backend_pid()')[0][0]}/schedstat")
    try:
        return int(file.read_text(encoding="ascii").split()[0]) / 1e6
    except (FileNotFoundError, PermissionError):
        return 0.0


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def signed_in(person: Person) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def measure(name: str, clients: list[Client], addresses: list[str], rounds: int, floor: Callable[[], object]) -> dict:
    """A page's figures. What is kept from one request to the next is what readers have, too; but nobody asks the same
    search again and again, so its ranking is made anew each time."""
    times, queries, size, wrong = [], [], 0, 0
    cpu = database = 0.0
    for number in range(rounds + len(clients)):
        client, address = clients[number % len(clients)], addresses[number % len(addresses)]
        if number == len(clients):
            serving.settle()
            cpu, database = time.process_time(), cpu_of_backend()
        search.forget_rankings()
        with counted() as seen:
            began = time.perf_counter()
            answer = client.get(address)
            took = (time.perf_counter() - began) * 1000
        if number >= len(clients):
            times.append(took)
            queries.append(len(seen))
            size = len(answer.content)
            wrong += answer.status_code != 200
    cpu, database = (time.process_time() - cpu) * 1000 / rounds, (cpu_of_backend() - database) / rounds
    floors = []
    for _ in range(10):
        began = time.perf_counter()
        floor()
        floors.append((time.perf_counter() - began) * 1000)
    print(f"{name}: {cpu:.1f} + {database:.1f} ms of processor time", file=sys.stderr, flush=True)
    return {
        "page": name,
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(percentile(times, 0.95), 1),
        "cpu_ms": round(cpu, 1),
        "db_cpu_ms": round(database, 1),
        "queries": max(queries),
        "rows": max(rows_read(client, addresses[0]) for client in clients[:3]),
        "kB": round(size / 1000, 1),
        "floor_ms": round(statistics.median(floors), 2),
        "times_floor": round(statistics.median(times) / max(statistics.median(floors), 0.01)),
        "not_200": wrong,
    }


def questions(audience: int, limit: int) -> list[Item]:
    """The questions with about 200 replies, or what there is of that size in a small organisation."""
    found = Item.objects.filter(kind="question", root__isnull=True, audience__lte=audience)
    return list(found.order_by(Abs(F("reply_count") + F("answer_count") - 200), "id")[:limit])


def addresses() -> dict[str, list[str]]:
    """What is asked for, by the name of the page."""
    spaces = rows("SELECT slug FROM spaces_space WHERE audience <= 2 ORDER BY member_count DESC LIMIT 8")
    url = kinds.kind("question").page_url
    return {
        "home": ["/"],
        "home, for you": ["/?order=you"],
        "space": [f"/s/{slug}/" for (slug,) in spaces],
        "question": [url(item) for item in questions(2, 8)],
        "profile": [f"/@p{number}/" for number in range(2, 10)],
        "search": [f"/search/?q={words}" for words in SEARCHES],
        "notifications": ["/notifications/"],
    }


# A frequent word, two of them, a pair that is rarer, the beginning of a word, one that is misspelt, and triples.
SEARCHES = (
    "window",
    "garden season",
    "harbour mach",
    "teamplan",
    "tableborder",
    "kitchn",
    "musiccontract",
    "planteamteam",
)


def floors(me: int) -> dict[str, Callable[[], object]]:
    """The one statement that fetches a page's own rows and nothing else."""
    newest = """SELECT * FROM content_item WHERE root_id IS NULL AND state = 'published' AND {}
        ORDER BY published_at DESC LIMIT 20"""
    space = rows("SELECT id FROM spaces_space ORDER BY member_count DESC LIMIT 1")[0][0]
    root = questions(2, 1)[0].id
    statements: dict[str, tuple[str, object]] = {
        "home": (newest.format("author_id = %s"), me),
        "space": (newest.format("space_id = %s"), space),
        "question": ("SELECT * FROM content_item WHERE root_id = %s ORDER BY id LIMIT 200", root),
        "profile": ("SELECT * FROM people_person WHERE id = %s", me),
        "search": (
            "SELECT * FROM search_entry WHERE vector @@ to_tsquery('simple', %s) LIMIT 20", "teamplan",
        ),
        "notifications": (
            "SELECT * FROM feed_notification WHERE person_id = %s ORDER BY at DESC LIMIT 30", me,
        ),
    }  # fmt: skip
    return {name: lambda sql=sql, value=value: rows(sql, value) for name, (sql, value) in statements.items()}  # type: ignore[misc]


def pages(rounds: int, names: Sequence[str] = ()) -> list[dict]:
    people = list(Person.objects.filter(is_employee=True).order_by("id")[10:18])
    clients = [signed_in(person) for person in people]
    floor = floors(people[0].pk)
    asked = addresses()
    found = [
        measure(name, clients, paths, rounds, floor.get(name, floor["home"]))
        for name, paths in asked.items()
        if not names or name in names
    ]
    guest = [Client(HTTP_HOST="localhost")]
    public = [kinds.kind("question").page_url(item) for item in questions(0, 4)]
    found.append(measure("guest: question", guest, public or ["/"], rounds, floor["question"]))
    return found


def over_http(table: list[dict], addresses: dict[str, list[str]], cookie: str) -> None:
    """Add what the real web processes do with the same pages, one process a core."""
    with load.web(os.cpu_count() or 2) as (base, pid):
        for line in table:
            if line["page"] in addresses:
                found = load.load(base, pid, addresses[line["page"]], cookie=cookie)
                line |= {"http_rps": found["rps"], "http_p50_ms": found["p50_ms"], "http_p95_ms": found["p95_ms"]}


def writes(rounds: int) -> list[dict]:
    """A note by the person with most followers, and votes."""
    author = Person.objects.order_by("-follower_count").first()
    assert author is not None
    viewer = viewer_of(author.pk)
    audience = min(viewer.clearance, 2)
    voter = viewer_of(Person.objects.order_by("-id").filter(is_employee=True).first().pk)  # type: ignore[union-attr]
    items = list(Item.objects.filter(root__isnull=True, audience=2).exclude(author_id=voter.person_id)[:rounds])
    notes, votes = [], []
    for number in range(rounds):
        began = time.perf_counter()
        content.publish(viewer=viewer, kind="note", body=f"Measured note {number}", audience=audience, at=now())
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


def report(rounds: int, *, as_json: bool = False, http: bool = False, names: Sequence[str] = ()) -> None:
    """Measure and print, as a table or as JSON."""
    counts = rows(
        "SELECT (SELECT count(*) FROM people_person), (SELECT count(*) FROM spaces_space), "
        "(SELECT count(*) FROM content_item), (SELECT count(*) FROM content_vote), (SELECT count(*) FROM content_reading)"
    )[0]
    sizes = dict(zip(("people", "spaces", "items", "votes", "reads"), counts, strict=True))
    table = pages(rounds, names)
    if http:
        person = Person.objects.filter(is_employee=True).order_by("id")[10]
        over_http(table, addresses(), f"sessionid={signed_in(person).cookies['sessionid'].value}")
    table += writes(rounds)
    if as_json:
        print(json.dumps({"machine": machine(), "sizes": sizes, "pages": table}, indent=2))
        return
    print(machine())
    print(", ".join(f"{count:,} {what}" for what, count in sizes.items()))
    columns = list(dict.fromkeys(column for line in table for column in line))
    print("| " + " | ".join(columns) + " |\n|" + "---|" * len(columns))
    for line in table:
        print("| " + " | ".join(str(line.get(column, "")) for column in columns) + " |")
