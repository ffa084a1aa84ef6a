"""Ideas in bulk for the benchmark: as many as wanted, in a few campaigns, straight into the tables."""

import argparse
import os
import platform
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

if __name__ == "__main__":
    from folkmoot.testing.database import start_throw_away_server

    if not os.environ.get("DATABASE_URL"):
        os.environ["FOLKMOOT_HOME"] = str(start_throw_away_server())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "folkmoot.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from folkmoot.config import static_files

    static_files.gather()
    call_command("migrate", verbosity=0)

from django.db import connection
from django.test import Client

from folkmoot.base.ids import new_id
from folkmoot.commons.content.models import Item
from folkmoot.commons.people.models import Person
from folkmoot.listen.ideas import logic
from folkmoot.listen.ideas.models import Campaign, Idea

NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
PAGES = (
    ("ideas", "/ideas/"),
    ("ideas, most wanted", "/ideas/?sort=wanted"),
    ("ideas, open", "/ideas/?show=open"),
    ("ideas, roadmap", "/ideas/roadmap/"),
    ("ideas, waiting", "/ideas/waiting/"),
    ("ideas, results", "/ideas/results/"),
)
_SHARES = {"gather": 50, "discuss": 12, "evaluate": 8, "develop": 6, "done": 6, "declined": 18}
_PHASES = tuple(phase for phase, share in _SHARES.items() for _ in range(share))


def build(count: int, *, seed: int = 7) -> None:
    """This will add `count` ideas in eight campaigns, written by the people there are."""
    dice = random.Random(seed)
    people = list(Person.objects.order_by("pk").values_list("pk", flat=True)[:5000])
    campaigns = [_campaign(dice, people, number) for number in range(8)]
    for start in range(0, count, 5000):
        rows = list(_rows(dice, people, campaigns, start, min(start + 5000, count)))
        Item.objects.bulk_create([item for item, _idea in rows])
        Idea.objects.bulk_create([idea for _item, idea in rows])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE content_item, ideas_idea, ideas_campaign")


def _campaign(dice: random.Random, people: list[int], number: int) -> Campaign:
    at = NOW - timedelta(days=400)
    item = Item.objects.create(
        id=new_id(), kind="idea_campaign", author_id=dice.choice(people), audience=number % 2 * 2, state="published",
        title=f"What should we change next, part {number}?", made_at=at, published_at=at, last_activity_at=at,
    )  # fmt: skip
    door = "employees" if item.audience else "customers"
    return Campaign.objects.create(item=item, state="open", door=door, opened_at=at)


def _rows(
    dice: random.Random, people: list[int], campaigns: list[Campaign], start: int, end: int
) -> Iterator[tuple[Item, Idea]]:
    for number in range(start, end):
        campaign = dice.choice(campaigns)
        at = NOW - timedelta(days=dice.uniform(0, 390))
        votes, comments = int(dice.paretovariate(1.1)), int(dice.paretovariate(1.4)) - 1
        phase = dice.choice(_PHASES)
        is_closed = phase not in logic.OPEN_PHASES
        item = Item(
            id=new_id(), kind="idea", author_id=dice.choice(people), audience=campaign.item.audience,
            state="published", title=f"Change number {number} for the better of hall {number % 40}",
            body="Today it takes too long.", html="<p>Today it takes too long.</p>",
            excerpt="Today it takes too long.", made_at=at, published_at=at, last_activity_at=at,
            up_count=votes, score=votes, reply_count=comments,
        )  # fmt: skip
        yield item, Idea(
            item=item, campaign=campaign, door=campaign.door, stage=phase, phase=phase, submitted_at=at, stage_at=at,
            answer_due_at=at + timedelta(days=30), closed_at=at + timedelta(days=20) if is_closed else None,
            done_at=at + timedelta(days=90) if phase == "done" else None, heat=logic.heat(votes, comments, at),
            wanted=votes, discussed=comments,
        )  # fmt: skip


def main() -> None:
    """`python -m bench.ideas`: the pages of ideas, in a server of its own or the empty DATABASE_URL."""
    parser = argparse.ArgumentParser(prog="python -m bench.ideas")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    chosen = parser.parse_args()
    from bench.pages import measure, signed_in
    from folkmoot.testing.makers import make_person

    people = [make_person() for _ in range(200)]
    build(chosen.count)
    clients = [*(signed_in(person) for person in people[:4]), Client(HTTP_HOST="localhost")]
    print(f"{chosen.count} ideas, {os.cpu_count()} cores, Python {platform.python_version()}", flush=True)
    print("| page | p50 ms | p95 ms | queries | kB |\n|---|---|---|---|---|")
    for name, address in PAGES:
        found = measure(name, clients, [address], chosen.rounds, lambda: Idea.objects.first())
        print(f"| {name} | {found['p50_ms']} | {found['p95_ms']} | {found['queries']} | {found['kB']} |", flush=True)


if __name__ == "__main__":
    main()
