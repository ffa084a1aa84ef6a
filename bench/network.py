"""The network over a large log: `python -m bench.network [--people 100000] [--acts 10000000] [--news 50000]
[--home FOLDER]`.

It starts a server of its own, draws an organisation and its log from a seed inside PostgreSQL (people in units of
unequal sizes who turn to their own unit seven times in ten), and then runs the product: the whole run, an update after
more acts, the map and a person's own page as they are asked for, and the jobs of a campaign for all of them (whom to
ask, lots, a look). It prints seconds by the clock and of the
processor (this process, and the database's beside it), and what this process held at most; the memory of the database
is that of its settings.
"""

import argparse
import atexit
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from folkmoot.base.database.server import Server
from folkmoot.testing.database import start_throw_away_server

# ruff: noqa: E501 - SQL reads better unbroken
PEOPLE = """
INSERT INTO people_unit (id, name) SELECT n, 'Unit ' || n FROM generate_series(1, {units}) n;
INSERT INTO people_person (id, password, username, email, name, sort_name, is_active, is_admin, is_employee,
    is_approved, headline, about, about_html, ask_me_about, interests, location, timezone, language, theme,
    ties_audience, origin, joined_at, claimed_at, follower_count, version, unit_id)
SELECT n, '!', 'p' || n, 'p' || n || '@bench.example', 'Person ' || n, 'person ' || n, true, n = 1, true, true, '', '',
    '', '{{}}', '{{}}', 'Site ' || (n % 20), 'UTC', 'en', 'auto', 2, '', timestamptz '2024-01-01',
    timestamptz '2024-01-01', 0, 0, 1 + floor(pow(bench_h('unit', n), 1.5) * {units})::int
FROM generate_series(1, {people}) n;
INSERT INTO content_tag (id, name, about) SELECT n, 'topic-' || n, '' FROM generate_series(1, {tags}) n;
CREATE UNLOGGED TABLE bench_member AS SELECT row_number() OVER (PARTITION BY unit_id ORDER BY id) AS place, id, unit_id,
    count(*) OVER (PARTITION BY unit_id) AS size FROM people_person;
CREATE UNIQUE INDEX ON bench_member (unit_id, place); CREATE UNIQUE INDEX ON bench_member (id);
INSERT INTO content_item (id, kind, author_id, space_id, audience, state, depth, language, title, body, html, excerpt,
    made_at, published_at, last_activity_at, score, up_count, down_count, reply_count, answer_count, reactions, version,
    thread_version, origin, deleted_by_moderator)
SELECT n, 'question', 1 + floor(bench_h('asker', n) * {people})::int, NULL, 2, 'published', 0, 'en', 'Question ' || n,
    '', '', '', timestamptz '2024-01-01', timestamptz '2024-01-01', timestamptz '2024-01-01', 0, 0, 0, 0, 0, '{{}}', 1,
    1, '', false FROM generate_series(1, {questions}) n;
INSERT INTO content_itemtag (item_id, tag_id, published_at)
SELECT n, 1 + floor(bench_h('tag', n) * {tags})::int, timestamptz '2024-01-01' FROM generate_series(1, {questions}) n;
INSERT INTO people_follow (follower_id, person_id, at) SELECT DISTINCT f, p, timestamptz '2025-01-01' FROM (
    SELECT n AS f, 1 + floor(pow(bench_h('follows' || k, n), 2) * {people})::int AS p
    FROM generate_series(1, {people}) n, generate_series(1, 5) k) x WHERE f <> p
"""

# What an act is: replies 30 %, answers 12, acceptances 4, mentions 8, votes 34, thanks 4, texts worked on 4, things
# taken up 4. Everybody has regulars: half of all acts go to one of six people.
ACTS = """
INSERT INTO outbox_event (id, at, name, actor, item, root, person, data)
SELECT {first} + n, timestamptz '2026-01-01' - (1 - n::double precision / {acts}) * interval '{days} days',
    CASE WHEN d < .30 THEN 'content.reply.published' WHEN d < .42 THEN 'content.reply.published'
        WHEN d < .46 THEN 'qa.answer.accepted' WHEN d < .54 THEN 'content.item.published'
        WHEN d < .88 THEN 'content.item.voted' WHEN d < .92 THEN 'recognition.kudos.given'
        WHEN d < .96 THEN 'content.item.edited' ELSE 'spaces.member.joined' END,
    actor, {first} + n - CASE WHEN d BETWEEN .42 AND .46 THEN 1 ELSE 0 END,
    CASE WHEN d BETWEEN .30 AND .42 THEN 1 + floor(bench_h('root', n) * {questions})::int ELSE {first} + n END,
    CASE WHEN d BETWEEN .46 AND .54 THEN NULL ELSE person END,
    CASE WHEN d < .30 THEN '{{"kind": "comment", "people": [], "audience": 2}}'::jsonb
        WHEN d < .42 THEN '{{"kind": "answer", "people": [], "audience": 2}}'::jsonb
        WHEN d < .46 THEN '{{"kind": "answer"}}'::jsonb
        WHEN d < .54 THEN jsonb_build_object('kind', 'note', 'audience', 2, 'people', jsonb_build_array(person),
            'tags', jsonb_build_array(1 + floor(bench_h('used', n) * {tags})::int))
        WHEN d < .88 THEN '{{"kind": "note", "value": 1, "before": 0}}'::jsonb
        WHEN d < .92 THEN '{{"kudos": 1}}'::jsonb WHEN d < .96 THEN '{{"is_minor": false}}'::jsonb
        ELSE '{{}}'::jsonb END
FROM (SELECT x.n, x.d, x.actor, CASE WHEN x.e < .7 THEN inside.id ELSE x.outside END AS person
    FROM (SELECT n, bench_h('what{first}', n) AS d, bench_h('where', actor * 7 + regular) AS e, actor, regular,
            1 + floor(pow(bench_h('whom', actor * 13 + regular), 2) * {people})::int AS outside
        FROM (SELECT n, 1 + floor(pow(bench_h('who{first}', n), 2) * {people})::int AS actor,
                CASE WHEN bench_h('again{first}', n) < .5 THEN floor(bench_h('which', n) * 6)::int ELSE n END AS regular
            FROM generate_series(1, {acts}) n OFFSET 0) a) x
    JOIN bench_member me ON me.id = x.actor
    JOIN bench_member inside ON inside.unit_id = me.unit_id
        AND inside.place = 1 + floor(bench_h('inside', x.actor * 17 + x.regular) * me.size)::int) y
WHERE person <> actor
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.network", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--acts", type=int, default=10_000_000)
    parser.add_argument("--news", type=int, default=50_000, help="acts before the update")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path, help="build it here and leave it; measure what was built here before")
    chosen = parser.parse_args()
    is_built = chosen.home is not None and (chosen.home / "built").exists()
    if chosen.home is not None:
        start_server_in(chosen.home)
    elif not os.environ.get("DATABASE_URL"):
        os.environ["FOLKMOOT_HOME"] = str(start_throw_away_server())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "folkmoot.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    if is_built:
        sql("TRUNCATE network_snapshot, network_consent, campaigns_campaign, campaigns_keeper CASCADE")
    else:
        build(chosen)
    if chosen.home is not None:
        (chosen.home / "built").touch()
    for line in measure(chosen):
        print(json.dumps(line), flush=True)


def start_server_in(home: Path) -> None:
    """A server whose data stay when this process ends."""
    home.mkdir(mode=0o711, parents=True, exist_ok=True)
    server = Server(home)
    atexit.register(server.stop)
    server.start()
    os.environ["FOLKMOOT_HOME"] = str(home)


def build(chosen: argparse.Namespace) -> None:
    from bench.organisation import FUNCTIONS, WORDS

    begun = time.monotonic()
    size = {
        "people": chosen.people, "units": max(5, chosen.people // 200), "tags": max(20, chosen.people // 300),
        "questions": max(100, chosen.people // 2),
    }  # fmt: skip
    words = "ARRAY[" + ", ".join(f"'{word}'" for word in WORDS) + "]"
    sql(FUNCTIONS.format(seed=chosen.seed, words=words, word_count=len(WORDS)))
    sql(PEOPLE.format(**size))
    sql(ACTS.format(**size, acts=chosen.acts, first=10**9, days=700))
    sql("VACUUM ANALYZE")
    print(f"built in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)


def sql(statements: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statements)


def newest_act() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM outbox_event")
        return int(cursor.fetchone()[0])


def measure(chosen: argparse.Namespace) -> Any:
    from datetime import UTC, datetime, timedelta

    from folkmoot.understand.network import actions

    at = datetime(2026, 1, 1, tzinfo=UTC)
    yield timed("first run, its kernels compiled", lambda: actions.run(at=at))
    yield timed("whole run", lambda: actions.run(at=at + timedelta(minutes=1)))
    size = {"people": chosen.people, "tags": max(20, chosen.people // 300), "questions": max(100, chosen.people // 2)}
    sql(ACTS.format(**size, acts=chosen.news, first=newest_act() + 1, days=0.01))
    yield timed(f"update after {chosen.news:,} acts", lambda: actions.update(at=at + timedelta(hours=1)))
    yield from pages(chosen, at)
    yield from campaign(chosen, at)


def pages(chosen: argparse.Namespace, at: Any) -> Any:
    """The map with as many people as it shows at most, and somebody's own page, as the views ask for them."""
    from folkmoot.commons.spaces.viewer import viewer_of
    from folkmoot.understand.network import queries

    sql(
        "INSERT INTO network_consent (id, person_id, what, since_at) SELECT n, n, 'publish', timestamptz '2025-01-01' "
        f"FROM generate_series(1, {min(5000, chosen.people)}) n; ANALYZE network_consent, network_standing"
    )
    viewer = viewer_of(2)
    for name, ask in (
        ("map of 5,000 people, as JSON", lambda: json.dumps(queries.map_of(viewer, at=at).as_json())),
        ("silos", lambda: json.dumps(str(queries.silos(viewer)))),
    ):
        ask()
        begun, processor = time.monotonic(), time.process_time()
        size = len(ask())
        yield {
            "what": name, "seconds": round(time.monotonic() - begun, 3),
            "processor": round(time.process_time() - processor, 3), "kB": size // 1000,
        }  # fmt: skip
    yield from own_pages(chosen)


def own_pages(chosen: argparse.Namespace) -> Any:
    """My network as the web gives it, to two hundred people and to the one who deals with most."""
    from bench.pages import percentile, signed_in
    from folkmoot.commons.people.models import Person
    from folkmoot.config import serving, static_files
    from folkmoot.understand.network.models import Standing

    static_files.gather()
    serving.settle()
    step = max(1, chosen.people // 200)
    people = list(Person.objects.filter(pk__in=range(1, chosen.people + 1, step)))
    most = Standing.objects.order_by("-turned_to", "person_id").values_list("person_id", flat=True)[0]
    for name, readers in (("some", people), ("with most partners", [Person.objects.get(pk=most)] * 40)):
        clients = [signed_in(person) for person in readers]
        times: list[float] = []
        for _round in range(2):  # The first time warms, as the second look of a day.
            times.clear()
            for client in clients:
                begun = time.perf_counter()
                answer = client.get("/network/")
                times.append(1000 * (time.perf_counter() - begun))
                assert b"role-cards" in answer.content
        yield {"what": f"page: my network, {name}, p50 / p95 ms",
               "ms": f"{percentile(times, 0.5):.1f} / {percentile(times, 0.95):.1f}"}  # fmt: skip


def database_time() -> float:
    """Seconds of the processor that the server process of our connection has used."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def campaign(chosen: argparse.Namespace, at: Any) -> Any:
    """What a campaign for everybody orders as jobs, done here, and the page of whoever plans it."""
    from datetime import timedelta

    from folkmoot.commons.spaces.viewer import viewer_of
    from folkmoot.engage.campaigns import actions, queries
    from folkmoot.engage.campaigns.models import Advocate, Arm, Campaign

    day, kinds = timedelta(days=1), ("advocates", "email", "poster", "nothing")
    actions.appoint(viewer=viewer_of(1), person_id=2, is_keeper=True, at=at)
    hana, otto = viewer_of(1), viewer_of(2)
    sql(
        "INSERT INTO network_consent (id, person_id, what, since_at) SELECT 10000000 + n, n, 'advocacy', timestamptz '2025-01-01' "
        f"FROM generate_series({chosen.people // 2}, {chosen.people // 2 + chosen.people // 100}) n ON CONFLICT DO NOTHING"
    )
    pk = actions.save(
        viewer=hana, at=at, plan=actions.Plan("Cups", "Why", "signed_up", at + 20 * day, [(kind, 1) for kind in kinds],
        advocates_wanted=50, looks=2),
    ).pk  # fmt: skip
    actions.prepare(viewer=hana, campaign_id=pk, at=at)
    for kind in kinds[:-1]:
        text = actions.write_text(viewer=hana, campaign_id=pk, kind=kind, headline="Cups", text="Bring one.", at=at)
        actions.approve(viewer=otto, campaign_id=pk, kind=kind, expected_version=text.version, at=at)

    def done(what: str, when: Any) -> None:
        actions.order(viewer=hana, campaign_id=pk, what=what, at=when)
        assert actions.do(campaign_id=pk, at=when)

    yield watched("job: choose and ask 50 advocates", lambda: done("ask", at))
    for row in Advocate.objects.filter(campaign_id=pk):
        actions.accept(viewer=viewer_of(row.person_id), campaign_id=pk, at=at)
    shown = Campaign.objects.get(pk=pk)
    yield watched("page: what a plan for everybody can find out", lambda: queries.preview(hana, shown))
    yield watched("job: draw lots for everybody", lambda: done("start", at + day))
    sql(
        f"UPDATE campaigns_participant SET did_at = timestamptz '{at + 2 * day}' WHERE campaign_id = {pk} AND "
        f"bench_h('does', person_id) < CASE WHEN arm_id = {Arm.objects.get(campaign=pk, kind='nothing').pk} "
        "THEN .2 ELSE .22 END"
    )
    yield watched("job: take a look", lambda: done("look", at + 12 * day))


def watched(name: str, work: Any) -> dict[str, Any]:
    begun, processor, database = time.monotonic(), time.process_time(), database_time()
    work()
    return {
        "what": name, "seconds": round(time.monotonic() - begun, 2),
        "processor": round(time.process_time() - processor, 2),
        "processor of the database": round(database_time() - database, 2),
        "MB at most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def timed(name: str, work: Any) -> dict[str, Any]:
    snapshots: list[Any] = []
    found = watched(name, lambda: snapshots.append(work()))
    snapshot = snapshots[0]
    return found | {
        "people": snapshot.people_count, "acts": snapshot.act_count, "ties": snapshot.tie_count,
    }  # fmt: skip


if __name__ == "__main__":
    main()
