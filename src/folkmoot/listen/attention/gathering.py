"""From single readings to sums: each day is summed up as a whole, so that doing it again changes nothing."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, transaction

_SLACK = 60  # Seconds a visit may claim beyond the time between its first and its last sign.
_DONE = 90  # Who came this far, in percent, has read it to the end.

# An hour holds an hour: whoever claims more, on however many pages, is scaled down to it. And no visit holds more
# than has passed between its signs.
_VISITS = f"""
heard AS (
    SELECT r.*, (r.at AT TIME ZONE 'UTC')::date AS day, CASE WHEN what = 1 THEN
        sum(seconds) FILTER (WHERE what = 1) OVER (PARTITION BY person, date_trunc('hour', at)) END AS claimed
    FROM attention_raw r WHERE at >= %(from)s AND at < %(to)s AND person IS NOT NULL
),
visits AS (
    SELECT day, item, person, visit, max(source) AS source, bool_or(what = 0) AS is_read, max(share) AS share,
        least(sum(seconds * least(1, 3600 / greatest(claimed, 1))) FILTER (WHERE what = 1),
              extract(epoch FROM max(at) - min(at)) + {_SLACK}) AS seconds
    FROM heard GROUP BY day, item, person, visit
)
"""  # noqa: S608 - a constant

_ITEMS = f"""
WITH {_VISITS},
known AS (
    SELECT v.day, v.item, v.source, count(*) FILTER (WHERE is_read) AS reads, count(DISTINCT person) AS people,
        coalesce(sum(seconds), 0) AS seconds, count(*) FILTER (WHERE share >= {_DONE}) AS completions,
        count(DISTINCT person) FILTER (WHERE EXISTS (
            SELECT 1 FROM attention_raw b WHERE b.person = v.person AND b.item = v.item
              AND b.at >= v.day::timestamp AT TIME ZONE 'UTC' - interval '7 days'
              AND b.at < v.day::timestamp AT TIME ZONE 'UTC')) AS returns
    FROM visits v GROUP BY v.day, v.item, v.source
),
guests AS (
    SELECT (at AT TIME ZONE 'UTC')::date AS day, item, source, count(*) AS reads FROM attention_raw
    WHERE at >= %(from)s AND at < %(to)s AND person IS NULL GROUP BY 1, item, source
)
INSERT INTO attention_itemday (day, item_id, source, reads, guest_reads, people, seconds, completions, returns)
SELECT coalesce(k.day, g.day), i.id, coalesce(k.source, g.source), coalesce(k.reads, 0), coalesce(g.reads, 0),
    coalesce(k.people, 0), coalesce(k.seconds, 0), coalesce(k.completions, 0), coalesce(k.returns, 0)
FROM known k FULL JOIN guests g ON g.day = k.day AND g.item = k.item AND g.source = k.source
JOIN content_item i ON i.id = coalesce(k.item, g.item)
"""  # noqa: S608 - a constant

_READERS = """
INSERT INTO attention_itemreaders AS t (item_id, people)
SELECT r.item, count(DISTINCT r.person) FROM attention_raw r JOIN content_item i ON i.id = r.item
WHERE r.person IS NOT NULL AND r.item IN (
    SELECT item FROM attention_raw WHERE at >= %(from)s AND at < %(to)s AND person IS NOT NULL)
GROUP BY r.item
ON CONFLICT (item_id) DO UPDATE SET people = greatest(t.people, excluded.people)
"""

_UNITS = f"""
WITH {_VISITS}
INSERT INTO attention_unitmonth (month, unit_id, reads, seconds, people)
SELECT %(day)s, p.unit_id, count(*) FILTER (WHERE is_read), coalesce(sum(seconds), 0), count(DISTINCT p.id)
FROM visits v JOIN people_person p ON p.id = v.person WHERE p.is_employee GROUP BY p.unit_id
"""  # noqa: S608 - a constant


def _moment(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


@transaction.atomic
def gather_days(first: date, last: date) -> None:
    """This will sum up the readings of these days by day, item and source, in place of what was summed up before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [0x41545445])  # "ATTE"
        cursor.execute("DELETE FROM attention_itemday WHERE day BETWEEN %s AND %s", [first, last])
        values = {"from": _moment(first), "to": _moment(last + timedelta(days=1))}
        cursor.execute(_ITEMS, values)
        cursor.execute(_READERS, values)


@transaction.atomic
def gather_month(first: date) -> None:
    """This will sum up one month's readings by unit; `first` is its first day."""
    after = (first + timedelta(days=32)).replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [0x41545446])
        cursor.execute("DELETE FROM attention_unitmonth WHERE month = %s", [first])
        cursor.execute(_UNITS, {"day": first, "from": _moment(first), "to": _moment(after)})
