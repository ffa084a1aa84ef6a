"""A firm whose long jobs are all in the middle of writing, and what there is to see of them."""

import json
from contextlib import contextmanager
from urllib.parse import urlencode

import psycopg
from psycopg.rows import dict_row

from folkmoot.base.database import configuration
from tests.faults.house import wait_until

JOBS = 4  # The run, the start, the asking, the look.
_HELD = (
    "network_standing",  # In the run's last transaction, after its file.
    "campaigns_participant",  # After the campaign says that it runs.
    "campaigns_advocate",  # When it is known whom to ask.
    "campaigns_look",
)
_SEEN = (
    *_HELD, "network_tie", "network_picture", "network_bridge", "campaigns_campaign", "campaigns_cluster",
    "(SELECT * FROM network_snapshot WHERE state = 'done')",
    "(SELECT * FROM outbox_event WHERE starts_with(name, 'campaigns.'))",
)  # fmt: skip
_WAITING = """
SELECT DISTINCT l.pid FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE NOT l.granted AND a.backend_type = 'client backend' AND %(me)s = ANY(pg_blocking_pids(l.pid))
"""


# What the clock orders in these minutes counts as ordered already: nobody else is to do what the test orders.
_ORDERED_ALREADY = """
INSERT INTO procrastinate_periodic_defers (task_name, defer_timestamp)
SELECT name, extract(epoch FROM date_trunc('minute', now()))::bigint + 60 * minute
FROM unnest(%(clocked)s::text[]) name, generate_series(-15, 15) minute ON CONFLICT DO NOTHING
"""
_UNDONE = """
SELECT count(*) FROM procrastinate_jobs
WHERE task_name ~ '^folkmoot[.](understand.network|engage.campaigns)[.]' AND status IN ('todo', 'doing')
"""
_CLOCKED = {
    "folkmoot.understand.network.tasks": ("run_nightly", "update_hourly"),
    "folkmoot.engage.campaigns.tasks": ("send_letters", "take_looks"),
}


class Firm:
    def __init__(self, house):
        self.house, self.known = house, {}
        with house.connect() as connection:
            names = [f"{module}.{name}" for module, tasks in _CLOCKED.items() for name in tasks]
            connection.execute(_ORDERED_ALREADY, {"clocked": names})
        wait_until(lambda: not self.one(_UNDONE), 30, "what the clock has ordered is done")
        status, told = house.get("/faults/firm", method="POST", timeout=60)
        assert status == 200, house.said()
        self.known = json.loads(told)

    def order(self):
        body = urlencode(self.known).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        assert self.house.get("/faults/order", method="POST", timeout=30, body=body, **kind)[0] == 200

    @contextmanager
    def all_in_the_middle(self):
        """Every job has begun and waits where it writes; yields the database's own processes that work for them."""
        values = configuration.embedded_values(self.house.home)
        with psycopg.connect(**values) as holder, self.house.connect() as watcher:
            holder.execute(f"LOCK TABLE {', '.join(_HELD)} IN SHARE MODE")
            self.order()
            asked = {"me": holder.info.backend_pid}

            def waiting():
                found = {pid for (pid,) in watcher.execute(_WAITING, asked)}
                return found if len(found) == JOBS else None

            yield wait_until(waiting, 30, "all jobs are in the middle")
            holder.rollback()

    def ask(self, question):
        with self.house.connect() as connection, connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute("SET statement_timeout = '10s'")  # Readers wait for no job.
            return cursor.execute(question, self.known).fetchall()

    def one(self, question):
        (row,) = self.ask(question)
        (value,) = row.values()
        return value

    def files(self):
        """Those in which runs are kept."""
        return sorted(path.name for path in (self.house.home / "files" / "network").iterdir())

    def seen(self):
        """All that can be seen of what the jobs do, table by table."""
        return {table: self.ask(f"SELECT t::text FROM {table} t ORDER BY 1") for table in _SEEN}

    def running(self, backends):
        return self.ask(f"SELECT pid FROM pg_stat_activity WHERE pid IN ({', '.join(map(str, backends))})")

    def let_a_minute_pass(self):
        """For all who look at when a worker was last alive: so long they wait before they begin its jobs again."""
        with self.house.connect() as connection:
            connection.execute(
                "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'"
            )

    def is_done(self):
        return not self.one(_UNDONE) and not self.one("SELECT count(*) FROM campaigns_work")

    def newest_file(self):
        newest = self.one("SELECT file FROM network_snapshot WHERE state = 'done' ORDER BY as_of DESC LIMIT 1")
        return newest.removeprefix("network/")

    def check_that_each_is_done_once(self):
        killed, again = self.ask(
            "SELECT s.state, s.failure, s.people_count, count(p.*) AS standings FROM network_snapshot s"
            " LEFT JOIN network_standing p ON p.snapshot_id = s.id WHERE s.id > %(run)s GROUP BY s.id ORDER BY s.id"
        )
        assert (killed["state"], killed["failure"], killed["standings"]) == ("failed", "its process ended", 0)
        assert (again["state"], again["standings"]) == ("done", again["people_count"])
        assert self.one("SELECT count(*) FROM pg_class WHERE relname = 'network_tie_next'") == 0
        (begun,) = self.ask("SELECT state, plan FROM campaigns_campaign WHERE id = %(start)s")
        assert begun["state"] == "running"
        lots = self.ask("SELECT person_id, number, arm_id FROM campaigns_participant WHERE campaign_id = %(start)s")
        assert len({row["person_id"] for row in lots}) == len(lots) == begun["plan"]["people"]
        groups = self.ask("SELECT number, arm_id, size FROM campaigns_cluster WHERE campaign_id = %(start)s")
        assert len(groups) == begun["plan"]["groups"]
        for group in groups:
            mine = [row["arm_id"] for row in lots if row["number"] == group["number"]]
            assert mine == [group["arm_id"]] * group["size"]
        assert len(self.ask("SELECT 1 FROM campaigns_look WHERE campaign_id = %(look)s")) == 1
        asked = self.one("SELECT asked FROM campaigns_campaign WHERE id = %(ask)s")
        assert len(asked) == len(self.ask("SELECT 1 FROM campaigns_advocate WHERE campaign_id = %(ask)s")) == 2
        for name, campaign in (("started", "start"), ("finished", "look")):
            told = (
                f"SELECT count(*) FROM outbox_event WHERE name = 'campaigns.campaign.{name}'"
                f" AND (data->>'campaign')::bigint = %({campaign})s"
            )
            assert self.one(told) == 1
