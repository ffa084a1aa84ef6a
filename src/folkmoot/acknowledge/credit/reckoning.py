"""Working out reputation from the ledger, in one pass over the database; and who has earned which badge."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from folkmoot.commons.content import deeds

from . import badges, logic

VOTE_WEIGHT = 2.0

# A line counts while nothing took it back, its item stands, and more people than a space's members may read both the
# item and what it was taken up in. Topics are those of the conversation.
_LIVE = """
live AS (
    SELECT l.person, l.giver, l.is_received, FALSE AS is_vote, l.verb,
        power(0.5, greatest(extract(epoch FROM %(at)s - l.at), 0) / %(half_life)s) AS worth,
        greatest(i.audience, t.audience) AS level, coalesce(i.root_id, i.id) AS root
    FROM credit_line l
    JOIN content_item i ON i.id = l.item AND i.state = 'published'
    LEFT JOIN content_item t ON t.id = l.through
    WHERE l.person IS NOT NULL AND l.takes_back IS NULL AND l.at <= %(at)s
      AND (l.through IS NULL OR t.state = 'published')
      AND NOT EXISTS (SELECT 1 FROM credit_line b WHERE b.takes_back = l.id)
    UNION ALL
    SELECT i.author_id, v.person_id, TRUE, TRUE, 'vote',
        v.value * power(0.5, greatest(extract(epoch FROM %(at)s - v.at), 0) / %(half_life)s),
        i.audience, coalesce(i.root_id, i.id)
    FROM content_vote v JOIN content_item i ON i.id = v.item_id AND i.state = 'published'
    WHERE i.author_id IS NOT NULL AND NOT i.are_votes_sealed AND v.at <= %(at)s
)
"""

_PRAISE = f"""
WITH {_LIVE}
SELECT person, giver, is_received, is_vote, verb, level, NULL::bigint, sum(worth)
FROM live WHERE level <= 2 GROUP BY 1, 2, 3, 4, 5, 6
UNION ALL
SELECT person, giver, is_received, is_vote, verb, level, x.tag_id, sum(worth)
FROM live JOIN content_itemtag x ON x.item_id = live.root WHERE level <= 2 GROUP BY 1, 2, 3, 4, 5, 6, 7
"""  # noqa: S608 - put together from constants

_BADGES = """
SELECT l.person, l.verb,
    CASE WHEN l.item IS NULL THEN least(s.audience, 2) ELSE greatest(i.audience, t.audience) END AS level,
    count(*), count(DISTINCT l.giver)
FROM credit_line l
LEFT JOIN content_item i ON i.id = l.item
LEFT JOIN content_item t ON t.id = l.through
LEFT JOIN spaces_space s ON s.id = l.space
WHERE l.person = ANY(%(people)s) AND l.takes_back IS NULL
  AND CASE WHEN l.item IS NOT NULL THEN i.state = 'published' AND greatest(i.audience, t.audience) <= 2
      ELSE s.joining <> 'secret' END
  AND NOT EXISTS (SELECT 1 FROM credit_line b WHERE b.takes_back = l.id)
GROUP BY 1, 2, 3
"""


def standings(*, at: datetime, half_life_days: float) -> dict[tuple[int, int | None], tuple[float, float, float]]:
    """(person, tag or None) → reputation for each circle of readers, from the ledger and the votes as they are."""
    weights = {deed.verb: deed.weight for deed in deeds.deeds()} | {"vote": VOTE_WEIGHT}
    with connection.cursor() as cursor:
        cursor.execute(_PRAISE, {"at": at, "half_life": half_life_days * 86400})
        praises = [
            logic.Praise(person, giver, received, is_vote, level, tag, float(worth) * weights.get(verb, 0.0))
            for person, giver, received, is_vote, verb, level, tag, worth in cursor.fetchall()
        ]
        people = {each.person for each in praises} | {each.giver for each in praises if each.giver is not None}
        cursor.execute("SELECT id, unit_id, is_employee FROM people_person WHERE id = ANY(%s)", [list(people)])
        groups: dict[int, object] = {pk: unit or ("outside", inside) for pk, unit, inside in cursor.fetchall()}
    return logic.standings(praises, groups)


def badges_won(people: Iterable[int]) -> dict[int, dict[str, int]]:
    """Person → rule → the widest circle of readers whose deeds alone satisfy it."""
    deeds_at: dict[int, list[Counter[str]]] = defaultdict(lambda: [Counter() for _ in range(logic.LEVELS)])
    givers_at: dict[int, list[Counter[str]]] = defaultdict(lambda: [Counter() for _ in range(logic.LEVELS)])
    with connection.cursor() as cursor:
        cursor.execute(_BADGES, {"people": list(people)})
        for person, verb, level, count, givers in cursor.fetchall():
            for wide in range(level or 0, logic.LEVELS):
                deeds_at[person][wide][verb] += count
                givers_at[person][wide][verb] += givers
    found: dict[int, dict[str, int]] = {}
    for person, circles in deeds_at.items():
        for level, counts in enumerate(circles):
            for key in badges.won(counts, givers_at[person][level]):
                found.setdefault(person, {}).setdefault(key, level)
    return found
