"""How many readings a second are taken in beside the pages, and what that does to the pages.

`python -m bench.attention` starts a server of its own, its web (granian, 2 processes) and a small organisation. It
asks for question pages one after another, first alone, then while readings come in at the wanted rate, in batches;
alternating, so that the machine's moods fall on both. It prints p50 and p95 of the pages in both cases and how many
readings are in the table.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from folkmoot.testing.database import start_throw_away_server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.attention", description=__doc__)
    parser.add_argument("--rate", type=int, default=5000, help="readings a second")
    parser.add_argument("--batch", type=int, default=50, help="readings in one request")
    parser.add_argument("--seconds", type=float, default=8, help="of each round")
    parser.add_argument("--rounds", type=int, default=4)
    chosen = parser.parse_args()
    if not os.environ.get("DATABASE_URL"):
        os.environ["FOLKMOOT_HOME"] = str(start_throw_away_server())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "folkmoot.config.settings")
    port = free_port()
    os.environ |= {"PORT": str(port), "FOLKMOOT_URL": f"http://127.0.0.1:{port}"}
    import django

    django.setup()
    from django.core.management import call_command

    from bench import organisation
    from folkmoot.config import static_files
    from folkmoot.listen.attention import intake

    static_files.gather()
    call_command("migrate", verbosity=0)
    organisation.build_size(0.005, 1)
    from folkmoot.base.clock import now

    intake.make_days(now().date())
    web = subprocess.Popen([sys.executable, "-m", "folkmoot.config.command", "web"], env=os.environ.copy())
    try:
        wait_for(port)
        run(chosen, port)
    finally:
        web.terminate()
        web.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the web did not come up")


def run(chosen: argparse.Namespace, port: int) -> None:
    from django.db import connection
    from django.test import Client

    from bench.ballots import machine
    from bench.pages import percentile
    from folkmoot.commons.content import kinds
    from folkmoot.commons.content.models import Item
    from folkmoot.commons.people.models import Person

    questions = Item.objects.filter(kind="question", root__isnull=True, audience__lte=2, state="published")
    items = list(questions.order_by("-reply_count")[:8])
    addresses = [kinds.kind("question").page_url(item) for item in items]
    people = list(Person.objects.filter(is_employee=True).order_by("id")[:64])
    browser = Client(HTTP_HOST="127.0.0.1")
    browser.force_login(people[0], backend="allauth.account.auth_backends.AuthenticationBackend")
    cookie = f"sessionid={browser.cookies['sessionid'].value}"
    bodies = batches(chosen.batch, items, people)
    quiet: list[float] = []
    busy: list[float] = []
    # Senders are processes of their own: as threads they would hold up the one who takes the time.
    processes = multiprocessing.get_context("spawn")
    sent = processes.Value("q", 0)
    ask(port, addresses, cookie, 3, [])  # Warm.
    for _ in range(chosen.rounds):
        ask(port, addresses, cookie, chosen.seconds, quiet)
        stop = processes.Event()
        senders = [
            processes.Process(target=send, args=(port, bodies, chosen.rate / 2, chosen.batch, stop, sent))
            for _ in range(2)
        ]
        for sender in senders:
            sender.start()
        time.sleep(1)
        ask(port, addresses, cookie, chosen.seconds, busy)
        stop.set()
        for sender in senders:
            sender.join()
            if sender.exitcode:
                raise SystemExit("a sender gave up")
    time.sleep(2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM attention_raw WHERE what = 1")
        kept = cursor.fetchone()[0]
    print(machine())
    print(f"{sent.value:,} readings sent; {kept:,} in the table")
    for name, times in (("pages alone", quiet), ("pages beside it", busy)):
        print(
            f"{name}: p50 {statistics.median(times):.1f} ms, p95 {percentile(times, 0.95):.1f} ms, {len(times)} pages"
        )
    for share in (0.5, 0.95):
        more = percentile(busy, share) / percentile(quiet, share) - 1
        print(f"slowdown at p{round(share * 100)}: {100 * more:+.1f} %")


def batches(size: int, items: list, people: list) -> list[bytes]:
    """Bodies as scripts send them, with genuine tickets, made beforehand."""
    from folkmoot.base.clock import now
    from folkmoot.listen.attention import tickets

    moment = int(now().timestamp())
    found = []
    for number in range(200):
        entries = []
        for place in range(size):
            item, person = items[(number + place) % len(items)], people[(number * size + place) % len(people)]
            ticket = tickets.Ticket(tickets.new_visit(), item.pk, person.pk, 1, moment)
            entries.append([tickets.write(ticket), 1.5, 40])
        found.append(json.dumps(entries).encode())
    return found


def ask(port: int, addresses: list[str], cookie: str, seconds: float, times: list[float]) -> None:
    """Pages one after another, as one reader who does not wait."""
    link = http.client.HTTPConnection("127.0.0.1", port)
    until, number = time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        began = time.perf_counter()
        link.request("GET", addresses[number % len(addresses)], headers={"Cookie": cookie})
        answer = link.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{addresses[number % len(addresses)]} answered {answer.status}")
        times.append((time.perf_counter() - began) * 1000)
        number += 1


def send(port: int, bodies: list[bytes], rate: float, batch: int, stop: Any, sent: Any) -> None:
    """Batches at a steady pace; what falls behind is made up for."""
    link = http.client.HTTPConnection("127.0.0.1", port)
    began, number = time.perf_counter(), 0
    while not stop.is_set():
        wait = began + number * batch / rate - time.perf_counter()
        if wait > 0:
            time.sleep(wait)
        link.request("POST", "/reading/", bodies[number % len(bodies)], {"Content-Type": "text/plain"})
        answer = link.getresponse()
        answer.read()
        if answer.status != 204:
            raise SystemExit(f"a batch was answered with {answer.status}")
        number += 1
        with sent.get_lock():
            sent.value += batch


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main()
