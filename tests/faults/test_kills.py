"""kill -9 of anything, at any moment: what was acknowledged is there, all answers again, no orphan stays."""

import hashlib
import os
import shutil
import signal
import time
from functools import partial
from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo

from folkmoot.base.database import configuration
from folkmoot.testing.database import start_throw_away_server
from tests.faults.house import House, Writers, folder, is_gone, ordinary_user, python_for, wait_until
from tests.faults.jobs import Firm
from tests.faults.lines import Sender

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def user():
    """An ordinary one where they may reach the code, else ourselves."""
    user = ordinary_user()
    return user if python_for(user) else None


@pytest.fixture(scope="module")
def static(user):
    """Gathered by whichever house starts first, as after any release: it takes longer than all else of a start."""
    static = folder(user)
    yield static
    shutil.rmtree(static)


@pytest.fixture(scope="module")
def built(user, static):
    # Once in a run a house starts in an empty home: root's below, or this one.
    house = House(user, static=static, is_first_start=os.geteuid() != 0)
    yield house
    house.close()


@pytest.fixture
def house(built):
    """One that runs, whatever the test before has done to it."""
    if not built.is_running():
        built.start()
    wait_until(built.is_healthy, 120, f"healthy; it said:\n{built.said()}")
    # A worker that lost its database begins anew when that answers again.
    wait_until(lambda: all(map(built.victim, ("web worker", "live", "worker", "postgres"))), 30, "all are there")
    yield built
    print(built.said())  # noqa: T201 - shown when the test has failed


@pytest.mark.parametrize("name", ["web worker", "web", "live", "worker", "postgres"])
def test_kill_of_a_part_loses_nothing_and_it_comes_back(house, name):
    with Writers(house) as writers:
        writers.go_on()
        victim = house.victim(name)
        below = house.descendants(victim)
        house.kill(victim)
        wait_until(lambda: is_gone(victim), 5, f"{name} is gone")
        wait_until(lambda: house.victim(name) not in (None, victim), 15, f"another {name} is there")
        writers.go_on()
        wait_until(house.is_healthy, 20, "healthy")
        wait_until(lambda: all(is_gone(pid) for pid in below), 10, "no orphan is left")
    assert writers.all_kept()


def test_a_film_of_200_mb_arrives_whole_through_three_broken_lines_and_a_killed_process(house):
    megabyte = 1024 * 1024
    film = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + os.urandom(200 * megabyte)
    sender = Sender(house, "traveller", film)
    sender.begin()
    for torn_at in (9, 50, 3):  # Megabytes; once within the first piece of a request.
        offset = sender.settled()
        sender.send(offset, torn_at * megabyte + 12_345)
        # Nothing of what the house had taken in is asked for twice, nothing that it has not is skipped.
        assert offset < sender.settled() <= offset + torn_at * megabyte + 12_345
    offset, victim = sender.settled(), house.victim("web")
    sender.send(offset, 40 * megabyte, meanwhile=lambda: house.kill(victim))
    wait_until(lambda: house.victim("web") not in (None, victim) and house.is_healthy(), 120, "another web is there")
    assert sender.settled() > offset, "full pieces were kept before the process was killed"
    assert sender.send(sender.settled()) == (204, len(film))
    with house.connect() as connection:
        parts = connection.execute(
            "SELECT p.path FROM videos_uploadpart p JOIN videos_upload u ON u.id = p.upload_id"
            ' WHERE u.size = %s ORDER BY p."offset"',
            [len(film)],
        ).fetchall()
    arrived = hashlib.sha256()
    for (path,) in parts:
        arrived.update((house.home / "files" / path).read_bytes())
    assert arrived.digest() == hashlib.sha256(film).digest()


def test_a_killed_worker_and_live_process_beat_again(house):
    def beating():
        with house.connect() as connection:
            rows = connection.execute("SELECT name, process_id FROM processes_heartbeat").fetchall()
        return dict(rows)

    for name in ("worker", "live"):
        house.kill(wait_until(partial(house.child, name), 10, f"{name} is there"))
    wait_until(
        lambda: all(beating().get(name) == house.child(name) for name in ("worker", "live")),
        20,
        "the new ones beat",
    )


def test_jobs_whose_worker_is_killed_in_the_middle_leave_nothing_half_done_and_are_done_once(house):
    firm = Firm(house)
    before, victim = firm.seen(), house.child("worker")
    with firm.all_in_the_middle() as backends:
        assert firm.seen() == before, "what is being written is not to be seen"
        below = house.descendants(victim)
        house.kill(victim)
        wait_until(lambda: is_gone(victim), 5, "the worker is gone")
    wait_until(lambda: not firm.running(backends), 10, "nobody in the database works for it any more")
    assert firm.seen() == before, "half of what was being written is to be seen"
    firm.let_a_minute_pass()
    wait_until(lambda: house.child("worker") not in (None, victim), 15, "another worker is there")
    wait_until(firm.is_done, 60, "everything is done by the other worker")
    assert all(is_gone(pid) for pid in below)
    firm.check_that_each_is_done_once()
    assert firm.files() == [firm.newest_file()], "neither the killed run's file nor that of the run before stays"


def test_a_second_start_in_the_same_home_is_refused(house):
    second = House(house.user, static=house.static, is_first_start=True)
    shutil.rmtree(second.home)
    second.home = house.home
    second.log = house.home / "second.txt"
    with pytest.raises(AssertionError, match="already runs"):
        second.start()
    assert house.is_healthy()


def test_kill_of_the_supervisor_ends_everything_and_the_next_start_has_all(house):
    with Writers(house) as writers:
        writers.go_on()
        below = house.descendants()
        house.kill(house.process.pid)
        house.process.wait()
        wait_until(lambda: all(is_gone(pid) for pid in below), 15, "everything ended")
    house.start()
    assert writers.all_kept()


def test_ctrl_c_ends_everything_cleanly(house):
    below = house.descendants()
    begun = time.monotonic()
    os.kill(house.process.pid, signal.SIGINT)
    assert house.process.wait(20) == 0
    assert time.monotonic() - begun < 15
    assert all(is_gone(pid) for pid in below)
    assert "shut down" in (house.home / "logs" / "postgresql.log").read_text()


def test_root_starts_in_an_empty_home_with_the_database_of_somebody_else_and_leaves_no_orphan(static):
    if os.geteuid() != 0:
        pytest.skip("we are not root")
    house = House(static=static, is_first_start=True)
    try:
        house.start()
        postmaster = house.child("postgres")
        assert Path(f"/proc/{postmaster}").stat().st_uid != 0
        with Writers(house) as writers:
            writers.go_on()
            below = house.descendants()
            house.kill(house.process.pid)
            house.process.wait()
            wait_until(lambda: all(is_gone(pid) for pid in below), 15, "everything ended")
        house.start()
        assert writers.all_kept()
    finally:
        house.close()


def test_on_a_server_of_somebody_else_all_processes_know_who_is_signed_in(static):
    """Each process would else make a key of its own, and half of all requests would be a stranger's."""
    server = start_throw_away_server(prepared=True)
    house = House(address=make_conninfo(**configuration.embedded_values(server)), static=static, is_first_start=True)
    try:
        house.start()
        cookie = house.sign_in("guest-of-the-house")
        seen = [house.get("/notifications/", Cookie=cookie)[0] for _ in range(24)]
        house.process.send_signal(signal.SIGTERM)
        house.process.wait(30)
        house.start()
        seen.append(house.get("/notifications/", Cookie=cookie)[0])
        assert set(seen) == {200}
    finally:
        house.close()
