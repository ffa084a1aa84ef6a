"""An organisation of any size, built inside PostgreSQL from a seed: people, spaces, items, comments, votes, reads.

Everything is drawn by hashing row numbers, so the same seed gives the same organisation, and nothing travels
through Python. Sizes follow what such sites look like: a few people and spaces have most of the talk.
"""

import sys
import time
from collections.abc import Sequence

from django.db import connection
from django.db.backends.utils import CursorWrapper

WORDS = (  # noqa: SIM905 - easier to add to
    "team plan office garden report customer signal bridge quiet morning travel budget sketch harbour "
    "meeting season paper window kitchen release question answer problem idea night library station "
    "contract winter student market machine river forest letter colour summer engine border music table"
).split()

# Words are frequent ones, pairs of them (2,500) and triples (125,000), so that there are rare ones too.
# h(k, n): an even draw from [0, 1) by hashing; skew(x): much of the weight on the first few (Zipf-like).
FUNCTIONS = """
CREATE OR REPLACE FUNCTION bench_h(k text, n bigint) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (hashint8extended(n, hashtextextended(k, {seed})) & 2147483647)::double precision / 2147483648 $$;
CREATE OR REPLACE FUNCTION bench_skew(x double precision) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT x * x * x $$;
CREATE OR REPLACE FUNCTION bench_word(k text, n bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT ({words}::text[])[1 + floor(bench_skew(bench_h(k, n)) * {word_count})::int] $$;
CREATE OR REPLACE FUNCTION bench_text(k text, n bigint, size int) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT string_agg(CASE WHEN bench_h('form' || w, n) < 0.4 THEN bench_word(k || w, n)
        WHEN bench_h('form' || w, n) < 0.8 THEN bench_word(k || w, n) || bench_word('2' || k || w, n)
        ELSE bench_word(k || w, n) || bench_word('2' || k || w, n) || bench_word('3' || k || w, n) END, ' ')
   FROM generate_series(1, size) w $$;
"""

# Longer texts are cut out of lines that are drawn once: drawing each word of a hundred million takes hours.
LINES = """
CREATE UNLOGGED TABLE bench_line (n int PRIMARY KEY, text text);
INSERT INTO bench_line SELECT n, bench_text('line', n, 40) FROM generate_series(0, 9999) n;
CREATE OR REPLACE FUNCTION bench_cut(k text, n bigint, size int) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT (SELECT substr(text, 1 + (bench_cut.n % 90)::int, size * 6) FROM bench_line WHERE bench_line.n = floor(bench_h(k, bench_cut.n) * 10000)::int)
    || ' ' || (SELECT substr(text, 1, size * 6) FROM bench_line WHERE bench_line.n = floor(bench_h('more' || k, bench_cut.n) * 10000)::int) $$
"""

# ruff: noqa: E501 - SQL reads better unbroken
# Ids as the product makes them: milliseconds since 2020, and below them what tells rows of one moment apart.
_ID = "((extract(epoch FROM {at}) * 1000)::bigint - 1577836800000) * 4194304 + {n}"

PEOPLE = """
INSERT INTO people_person (id, password, username, email, name, sort_name, is_active, is_admin, is_employee,
    is_approved, headline, about, about_html, ask_me_about, interests, location, timezone, language, theme,
    ties_audience, origin, joined_at, claimed_at, follower_count, version)
SELECT n, '!', 'p' || n, 'p' || n || '@bench.example', initcap(bench_word('first', n)) || ' ' ||
    initcap(bench_word('last', n)) || ' ' || n, bench_word('first', n) || ' ' || n, true, n = 1,
    bench_h('employee', n) < 0.7, true, bench_text('head', n, 3), '', '', '{{}}', '{{}}', '', 'UTC', 'en', 'auto', 2,
    '', timestamptz '2024-01-01' + n * interval '1 second', timestamptz '2024-01-01', 0, 0
FROM generate_series(1, {people}) n
"""

SPACES = """
INSERT INTO spaces_space (id, slug, name, tagline, welcome, welcome_html, rules, rules_html, icon, joining, audience,
    tools, voices, is_official, is_listed, only_members_post, several_accepted, made_at, last_activity_at,
    member_count, item_count, version)
SELECT 1000000000 + n, 'space-' || n, initcap(bench_text('space', n, 2)) || ' ' || n, bench_text('line', n, 6),
    '', '', '', '', '', CASE WHEN n % 20 = 0 THEN 'secret' WHEN n % 5 = 0 THEN 'request' ELSE 'open' END,
    CASE WHEN n % 20 = 0 THEN 3 WHEN n % 10 = 1 THEN 0 WHEN n % 10 = 2 THEN 1 ELSE 2 END,
    '{{}}', '{{}}', n <= 3, true, true, true, timestamptz '2024-01-01', timestamptz '2026-01-01', 0, 0, 0
FROM generate_series(1, {spaces}) n
"""

MEMBERS = """
INSERT INTO spaces_membership (space_id, person_id, role, is_asked, note, since_at)
SELECT DISTINCT ON (space, p) 1000000000 + space, p, CASE WHEN k = 1 THEN 'owner' ELSE 'member' END, false, '',
    timestamptz '2024-06-01'
FROM (SELECT p, k, 1 + floor(bench_skew(bench_h('member' || k, p)) * {spaces})::int AS space
      FROM generate_series(1, {people}) p, generate_series(1, 12) k) m;
INSERT INTO spaces_spacefollow (space_id, person_id, at)
SELECT space_id, person_id, since_at FROM spaces_membership;
UPDATE spaces_space s SET member_count = c.n FROM
    (SELECT space_id, count(*) n FROM spaces_membership GROUP BY 1) c WHERE c.space_id = s.id
"""

FOLLOWS = """
INSERT INTO people_follow (follower_id, person_id, at)
SELECT DISTINCT follower, person, timestamptz '2025-01-01' FROM (
    SELECT p AS follower, 2 + floor(bench_skew(bench_h('follow' || k, p)) * ({people} - 2))::int AS person
    FROM generate_series(1, {people}) p, generate_series(1, 25) k
    UNION ALL SELECT p, 2 FROM generate_series(3, {people} / 2) p) f WHERE follower <> person;
UPDATE people_person p SET follower_count = c.n FROM
    (SELECT person_id, count(*) n FROM people_follow GROUP BY 1) c WHERE c.person_id = p.id
"""

# A fifth of the items stand by themselves; the rest reply, most of them to the much-talked-of ones.
ROOTS = """
INSERT INTO content_item (id, kind, author_id, space_id, audience, state, depth, language, title, body, html,
    excerpt, made_at, published_at, last_activity_at, score, up_count, down_count, reply_count, answer_count,
    reactions, version, thread_version, origin, deleted_by_moderator)
SELECT {id}, kind, author, s.id, s.audience, 'published', 0, 'en',
    CASE WHEN kind = 'note' THEN '' ELSE initcap(trim(bench_cut('title', n, 5))) END, body, '<p>' || body || '</p>',
    left(body, 300), at, at, at, 0, 0, 0, 0, 0, '{{}}', 1, 1, '', false
FROM (SELECT n, (ARRAY['note', 'thread', 'question', 'question', 'article'])[1 + n % 5] AS kind,
        1 + floor(bench_skew(bench_h('author', n)) * {people})::int AS author,
        1000000000 + 1 + floor(bench_skew(bench_h('in', n)) * {spaces})::int AS space,
        bench_cut('body', n, 20 + (n % 60)::int) AS body,
        timestamptz '2024-01-01' + (n::double precision / {roots}) * interval '700 days' AS at
      FROM generate_series(1, {roots}) n OFFSET 0) r JOIN spaces_space s ON s.id = r.space
"""

REPLIES = """
CREATE UNLOGGED TABLE bench_root AS
    SELECT row_number() OVER (ORDER BY id) AS n, id, kind, space_id, audience, published_at FROM content_item;
CREATE UNIQUE INDEX ON bench_root (n);
INSERT INTO content_item (id, kind, author_id, space_id, audience, state, root_id, parent_id, depth, language, title,
    body, html, excerpt, made_at, published_at, last_activity_at, score, up_count, down_count, reply_count,
    answer_count, reactions, version, thread_version, origin, deleted_by_moderator)
SELECT {id}, CASE WHEN b.kind = 'question' AND c.n % 3 = 0 THEN 'answer' ELSE 'comment' END, author, b.space_id,
    b.audience, 'published', b.id, b.id, 1, 'en', '', body, '<p>' || body || '</p>', left(body, 300), c.at, c.at, c.at,
    0, 0, 0, 0, 0, '{{}}', 1, 1, '', false
FROM (SELECT n, 1 + floor(bench_skew(bench_h('replier', n)) * {people})::int AS author,
        1 + floor(CASE WHEN n % 4 = 0 THEN bench_skew(bench_h('to', n)) ELSE bench_h('to', n) END * {roots})::bigint AS root,
        bench_cut('reply', n, 10 + (n % 30)::int) AS body,
        timestamptz '2024-02-01' + (n::double precision / {replies}) * interval '690 days' AS at
      FROM generate_series(1, {replies}) n OFFSET 0) c JOIN bench_root b ON b.n = c.root;
UPDATE content_item i SET reply_count = c.replies, answer_count = c.answers, last_activity_at = greatest(i.last_activity_at, c.at)
FROM (SELECT root_id, count(*) FILTER (WHERE kind = 'comment') replies, count(*) FILTER (WHERE kind = 'answer') answers,
        max(published_at) at FROM content_item WHERE root_id IS NOT NULL GROUP BY 1) c WHERE c.root_id = i.id
"""

VOTES = """
CREATE UNLOGGED TABLE bench_item AS SELECT row_number() OVER (ORDER BY id) AS n, id FROM content_item;
CREATE UNIQUE INDEX ON bench_item (n);
INSERT INTO content_vote (item_id, person_id, value, at)
SELECT b.id, p, CASE WHEN min(bench_h('down', v)) < 0.1 THEN -1 ELSE 1 END, timestamptz '2026-01-01'
FROM (SELECT v, 1 + floor(bench_h('voted', v) * {items})::bigint AS n, 1 + floor(bench_h('voter', v) * {people})::int AS p
      FROM generate_series(1, {votes}) v) x JOIN bench_item b USING (n) GROUP BY 1, 2;
UPDATE content_item i SET up_count = c.up, down_count = c.down, score = c.up - c.down
FROM (SELECT item_id, count(*) FILTER (WHERE value = 1) up, count(*) FILTER (WHERE value = -1) down
      FROM content_vote GROUP BY 1) c WHERE c.item_id = i.id
"""

READS = """
INSERT INTO content_reading (item_id, person_id, at)
SELECT DISTINCT b.id, p, timestamptz '2026-01-01'
FROM (SELECT v, 1 + floor(bench_skew(bench_h('read', v)) * {roots})::bigint AS n,
        1 + floor(bench_h('reader', v) * {people})::int AS p FROM generate_series(1, {reads}) v) x
JOIN bench_root b USING (n)
"""

FINISH = "DROP FUNCTION bench_cut; DROP TABLE bench_root, bench_item, bench_line; VACUUM ANALYZE"


# Filled without indexes and checks, which are made again afterwards at a fraction of the price.
BARE = ("people_follow", "content_item", "content_vote", "content_reading")
_ASIDE = """
SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', c.conrelid::regclass, c.conname),
    format('ALTER TABLE %I ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
FROM pg_constraint c WHERE c.conrelid = %s::regclass AND c.contype IN ('f', 'u')
UNION ALL
SELECT format('DROP INDEX %I', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
FROM pg_index i WHERE i.indrelid = %s::regclass
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.conrelid = i.indrelid)
"""


def _set_aside(cursor: CursorWrapper, tables: Sequence[str]) -> list[str]:
    """Drop indexes and checks of tables; returns the statements that bring them back."""
    again = []
    for table in tables:
        cursor.execute(_ASIDE.replace("%I", "%%I").replace("%s',", "%%s',"), [table, table])
        for away, back in cursor.fetchall():
            cursor.execute(away)
            again.append(back)
    return again


def build(people: int, spaces: int, items: int, votes: int, reads: int, seed: int) -> None:
    """Fill an empty, migrated database."""
    roots = max(items // 5, 1)
    sizes = {
        "people": people,
        "spaces": spaces,
        "items": items,
        "roots": roots,
        "replies": items - roots,
        "votes": votes,
        "reads": reads,
    }
    words = "ARRAY['" + "','".join(WORDS) + "']"
    steps = [
        ("functions", FUNCTIONS.format(seed=seed, words=words, word_count=len(WORDS))),
        ("lines", LINES),
        ("people", PEOPLE.format(**sizes)),
        ("spaces", SPACES.format(**sizes)),
        ("members", MEMBERS.format(**sizes)),
        ("follows", FOLLOWS.format(**sizes)),
        ("roots", ROOTS.format(id=_ID.format(at="at", n="n % 4194304"), **sizes)),
        ("replies", REPLIES.format(id=_ID.format(at="c.at", n="c.n % 4194304"), **sizes)),
        ("votes", VOTES.format(**sizes)),
        ("reads", READS.format(**sizes)),
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM content_item")
        if cursor.fetchone()[0]:
            sys.exit("This database has content already; the bench wants an empty one of its own.")
        # Sorting and hashing millions of rows once: in memory, and planned with their numbers known.
        cursor.execute("SET work_mem = '256MB'; SET maintenance_work_mem = '512MB'; SET synchronous_commit = off")
        again = _set_aside(cursor, BARE)
        steps.append(("indexes", ";\n".join(again)))
        for name, sql in steps:
            began = time.perf_counter()
            for statement in sql.split(";\n") if name != "functions" else [sql]:
                cursor.execute(statement)
                cursor.execute("ANALYZE")
            print(f"{name:<10} {time.perf_counter() - began:8.1f} s", flush=True)
        for statement in FINISH.split("; "):
            cursor.execute(statement)


def build_size(size: float, seed: int) -> None:
    """`size` 1 is the full organisation; smaller ones keep its shape."""
    build(
        people=max(int(100_000 * size), 50),
        spaces=max(int(2_000 * size), 5),
        items=max(int(2_000_000 * size), 100),
        votes=int(5_000_000 * size),
        reads=int(5_000_000 * size),
        seed=seed,
    )
