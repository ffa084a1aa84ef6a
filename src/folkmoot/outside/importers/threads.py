"""Plain threads as JSON lines: one thread a line, its replies inside. Categories become spaces."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from folkmoot.base.ids import new_id
from folkmoot.commons.content import actions as content
from folkmoot.commons.content.actions import ImportedItem
from folkmoot.commons.spaces.models import Space

from .bringing import Counted, Newcomer, Summary, bring_people, space_for
from .dump import LONGEST_BODY, Progress
from .problems import SourceIsWrong

LONGEST_LINE = 20_000_000


@dataclass(frozen=True, slots=True)
class Thread:
    """`{"kind": "topic", "tid", "user", "cat", "title", "body", "replies": [{"user", "body"}]}`"""

    tid: str
    user: str
    category: str
    title: str
    body: str
    replies: tuple[tuple[str, str], ...]


def import_threads(
    file: Path, *, namespace: str, space_slug: str, audience: int, at: datetime, progress: Progress
) -> Summary:
    """This will read all lines, then bring the threads that are not here yet in one transaction.

    `namespace` tells files from one another, so that the same file brings nothing twice. The file knows no
    moments: threads are dated a minute apart, the last one at `at`. Raises SourceIsWrong.
    """
    began = time.perf_counter()
    threads = list(read(file, progress=progress))
    with transaction.atomic():
        summary = _bring(threads, file.name, f"threads:{namespace}", space_slug, audience, at, progress)
    summary.seconds = time.perf_counter() - began
    return summary


def read(file: Path, *, progress: Progress) -> Iterator[Thread]:
    """The threads of a file, each checked; raises SourceIsWrong with the line."""
    seen: set[str] = set()
    number = 0
    try:
        with file.open(encoding="utf-8") as handle:
            while line := handle.readline(LONGEST_LINE):
                number += 1
                if line.strip():
                    thread = _thread(file.name, number, line)
                    if thread.tid in seen:
                        raise SourceIsWrong(file.name, number, f"thread {thread.tid} stands here a second time")
                    seen.add(thread.tid)
                    yield thread
                if number % 500 == 0:
                    progress(file.name, number)
    except UnicodeDecodeError as error:
        raise SourceIsWrong(file.name, number + 1, f"is not UTF-8 ({error.reason})") from None
    except OSError as error:
        raise SourceIsWrong(str(file), None, f"cannot be read ({error.strerror})") from None


def _thread(file: str, number: int, line: str) -> Thread:
    try:
        found = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise SourceIsWrong(file, number, f"is no JSON ({error})") from None
    if not isinstance(found, dict):
        raise SourceIsWrong(file, number, "is not an object")

    def text(source: Any, key: str, most: int) -> str:
        value = source.get(key) if isinstance(source, dict) else None
        if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
            raise SourceIsWrong(file, number, f"has no {key}")
        if len(str(value)) > most:
            raise SourceIsWrong(file, number, f"{key} has more than {most:,} letters")
        return str(value).replace("\x00", "")

    replies = found.get("replies", [])
    if not isinstance(replies, list):
        raise SourceIsWrong(file, number, "replies is not a list")
    return Thread(
        text(found, "tid", 60),
        text(found, "user", 60),
        text(found, "cat", 40),
        text(found, "title", 200),
        text(found, "body", LONGEST_BODY),
        tuple((text(reply, "user", 60), text(reply, "body", LONGEST_BODY)) for reply in replies),
    )


def _bring(
    threads: list[Thread], file: str, namespace: str, slug: str, audience: int, at: datetime, progress: Progress
) -> Summary:
    spaces: dict[str, Space] = {}
    for category in dict.fromkeys(thread.category for thread in threads):
        name = f"{slug}-{category}".lower().replace(" ", "-")[:60]
        spaces[category] = space_for(name, name=f"{slug.title()} {category}", audience=audience, at=at)
    people, _new = bring_people(
        Newcomer(f"{namespace}:user:{user}", f"user{user}" if user.isdigit() else user, at)
        for user in dict.fromkeys(
            name for thread in threads for name in (thread.user, *(user for user, _ in thread.replies))
        )
    )
    known = content.known_origins([f"{namespace}:thread:{thread.tid}" for thread in threads])
    fresh = [thread for thread in threads if f"{namespace}:thread:{thread.tid}" not in known]
    roots, replies = [], []
    for number, thread in enumerate(fresh):
        made_at = at - timedelta(minutes=len(fresh) - number)
        root, under = _items(thread, spaces[thread.category], namespace, people, made_at)
        roots.append(root)
        replies += under
    content.import_items(_shown("writing threads", roots, progress))
    content.import_items(_shown("writing replies", replies, progress))
    content.recount_spaces([space.pk for space in spaces.values()])
    counts = Counter({"threads": len(threads), "replies": sum(len(thread.replies) for thread in threads)})
    rows = {
        "threads": Counted(len(threads), len(roots), len(threads) - len(roots)),
        "replies": Counted(counts["replies"], len(replies), counts["replies"] - len(replies)),
    }
    return Summary(file, [space.slug for space in spaces.values()], rows, {**counts, "people": len(people)})


def _items(
    thread: Thread, space: Space, namespace: str, people: dict[str, int], at: datetime
) -> tuple[ImportedItem, list[ImportedItem]]:
    root = ImportedItem(
        kind="thread",
        id=new_id(),
        author_id=people[f"{namespace}:user:{thread.user}"],
        audience=space.audience,
        space_id=space.pk,
        title=thread.title,
        body=thread.body,
        made_at=at,
        last_activity_at=at + timedelta(seconds=len(thread.replies)),
        reply_count=len(thread.replies),
        origin=f"{namespace}:thread:{thread.tid}",
    )
    replies = [
        ImportedItem(
            kind="comment",
            id=new_id(),
            author_id=people[f"{namespace}:user:{user}"],
            audience=space.audience,
            space_id=space.pk,
            root_id=root.id,
            parent_id=root.id,
            depth=1,
            body=body,
            made_at=at + timedelta(seconds=number),
        )
        for number, (user, body) in enumerate(thread.replies, 1)
    ]
    return root, replies


def _shown(what: str, items: list[ImportedItem], progress: Progress) -> Iterator[ImportedItem]:
    for number, item in enumerate(items, 1):
        yield item
        if number % 500 == 0 or number == len(items):
            progress(what, number)
