"""What people read in the firm's year, how long, and what they sought in vain."""

from datetime import datetime, timedelta
from random import Random

from folkmoot.commons.content.models import Item
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.models import Membership
from folkmoot.listen.attention import actions
from folkmoot.listen.attention.logic import reading_seconds
from folkmoot.listen.attention.models import Source

_SOURCES = (Source.FEED, Source.SPACE, Source.BELL, Source.SEARCH, Source.MAIL, Source.LINK)
_OFTEN = (44, 18, 12, 10, 9, 7)
_MOST_READERS = 90
# Words, and how many people sought them: some of them few enough to stay nobody's business.
_SOUGHT = (
    ("holiday calendar havre", 14), ("parking permit", 11), ("cable plan pelican", 9), ("expense app", 8),
    ("shift swap", 6), ("canteen allergy list", 5), ("old intranet", 3), ("parental leave partner", 2),
)  # fmt: skip


def read(*, at: datetime, seed: int) -> None:
    """This will have the firm's people read what they could read, sum it up, and forget what is old."""
    dice = Random(seed)  # noqa: S311 - a story, no secret
    employees = list(Person.objects.filter(is_employee=True).order_by("username").values_list("pk", flat=True))
    members: dict[int, list[int]] = {}
    for space, person in (
        Membership.objects.filter(is_asked=False).order_by("pk").values_list("space_id", "person_id")
    ):
        members.setdefault(space, []).append(person)
    items = Item.objects.filter(root__isnull=True, state="published", published_at__lt=at - timedelta(hours=1))
    readings = []
    for item in items.order_by("published_at", "pk"):
        readings += _of(item, dice, employees, members, at)
    readings.sort(key=lambda reading: reading[0])
    actions.bring(readings)
    first = readings[0][0].date() if readings else at.date()
    actions.gather(at=at, since=first)
    actions.gather_months(at=at, since=first)
    actions.keep_house(at=at)
    for words, people in _SOUGHT:
        for number in range(people):
            when = at - timedelta(days=dice.uniform(1, 60))
            actions.remember_sought(words=words, token=f"demo-{number}", at=when)


def _of(
    item: Item, dice: Random, employees: list[int], members: dict[int, list[int]], at: datetime
) -> list[tuple[datetime, int, int | None, Source, float, int]]:
    """The visits to one item: more where more was said, most of them in the first days."""
    pool = members.get(item.space_id or 0, []) if item.audience == 3 or item.space_id else employees
    if item.space_id and item.audience <= 2:
        pool = list(dict.fromkeys([*pool, *dice.sample(employees, min(len(employees), 25))]))
    wish = 10 + 4 * item.up_count + 3 * item.reply_count + 6 * item.answer_count + dice.randint(0, 25)
    if item.must_read_at is not None:
        wish = len(pool)
    whole = reading_seconds(f"{item.title} {item.body}") + 15 * (item.reply_count + item.answer_count)
    found: list[tuple[datetime, int, int | None, Source, float, int]] = []
    assert item.published_at is not None
    for person in dice.sample(pool, min(len(pool), wish, _MOST_READERS)):
        when = item.published_at + timedelta(days=dice.expovariate(1 / 4))
        for _again in range(2 if dice.random() < 0.15 else 1):
            if when < at:
                share = 100 if dice.random() < 0.6 else dice.randint(15, 85)
                [source] = dice.choices(_SOURCES, _OFTEN)
                seconds = min(600.0, max(2.0, whole * share / 100 * dice.lognormvariate(0, 0.4)))
                found.append((when, item.pk, person, source, seconds, share))
            when += timedelta(days=dice.uniform(1, 6))
    if item.audience == 0:
        for _guest in range(dice.randint(0, wish)):
            when = item.published_at + timedelta(days=dice.expovariate(1 / 20))
            if when < at:
                found.append((when, item.pk, None, Source.OUTSIDE, 0.0, 0))
    return found
