"""How many readings a second are taken in beside the pages, and what that does to the pages.

`python -m bench.attention` starts a server of its own, its web (granian, 2 processes), its live process, where pages
tell what was read (`--to web`: the way of browsers that do not reach it), and a small organisation. It asks for
question pages one after another, alone, while readings come in at the wanted rate in batches, and while the same
batches are sent to somebody else's server (what the senders themselves cost the machine); in short turns, of which
none is always the first, so that the machine's moods fall on all. Once with one reader, whose waiting is shown, once
with four who keep the machine busy, whose pages a second are. Before that it says what share of the machine's
processors web, live process and database use for the readings by themselves, which no mood changes. It also counts
the readings in the table.
"""

import argparse
import asyncio
import http.client
import json
import multiprocessing
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from folkmoot.testing.database import start_throw_away_server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.attention", description=__doc__)
    parser.add_argument("--rate", type=int, default=5000, help="readings a second")
    parser.add_argument("--batch", type=int, default=50, help="readings in one request")
    parser.add_argument("--seconds", type=float, default=4, help="of each turn")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--to", choices=("live", "web"), default="live", help="who takes the readings in")
    chosen = parser.parse_args()
    if not os.environ.get("DATABASE_URL"):
        os.environ["FOLKMOOT_HOME"] = str(start_throw_away_server())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "folkmoot.config.settings")
    port, live_port = free_port(), free_port()
    os.environ |= {"PORT": str(port), "LIVE_PORT": str(live_port), "FOLKMOOT_URL": f"http://127.0.0.1:{port}"}
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
    web, live = site = [
        subprocess.Popen([sys.executable, "-m", "folkmoot.config.command", name], env=os.environ.copy())
        for name in ("web", "live")
    ]
    try:
        wait_for(port)
        wait_for(live_port)
        place = (port, "/reading/") if chosen.to == "web" else (live_port, "/live")
        run(chosen, port, place, [web.pid, live.pid])
    finally:
        for process in site:
            process.terminate()
        for process in site:
            process.wait(10)


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
    raise SystemExit(f"nobody answers on port {port}")


def run(chosen: argparse.Namespace, port: int, place: tuple[int, str], site: list[int]) -> None:
    from django.db import connection
    from django.test import Client

    from bench.ballots import machine
    from bench.load import cpu, cpu_of_database
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
    # Senders and readers are processes of their own: as threads they would hold each other up.
    processes = multiprocessing.get_context("spawn")
    sent = processes.Value("q", 0)
    elsewhere = free_port()
    sink = processes.Process(target=swallow, args=(elsewhere,), daemon=True)
    sink.start()
    wait_for(elsewhere)
    cases = {"alone": None, "senders alone": (elsewhere, "/"), "taken in": place}
    print(machine())

    def burnt() -> float:
        return sum(map(cpu, site)) + cpu_of_database()

    with sending(processes, place, bodies, chosen.rate / 2, chosen.batch, sent):
        began, used, before = time.perf_counter(), burnt(), sent.value
        time.sleep(3 * chosen.seconds)
        lasted, used = time.perf_counter() - began, burnt() - used
        taken = sent.value - before
    cores = os.cpu_count() or 1
    print(
        f"readings alone: {taken / lasted:,.0f} a second, for which the site takes "
        f"{used / lasted / cores / 10:.1f} % of {cores} cores"
    )
    for readers in (1, 4):
        times: dict[str, list[float]] = {name: [] for name in cases}
        rates: dict[str, list[float]] = {name: [] for name in cases}
        ask_all(processes, readers, port, addresses, cookie, 3)  # Warm.
        for _ in range(chosen.rounds):
            for name, target in random.sample(list(cases.items()), len(cases)):
                counted = sent if target == place else processes.Value("q", 0)
                with sending(processes, target, bodies, chosen.rate / 2, chosen.batch, counted):
                    found = ask_all(processes, readers, port, addresses, cookie, chosen.seconds)
                times[name] += found
                rates[name].append(len(found) / chosen.seconds)
        for name in cases:
            p50, p95 = percentile(times[name], 0.5), percentile(times[name], 0.95)
            more = [
                statistics.median(b / a for a, b in zip(rates["alone"], rates[name], strict=True)),
                p50 / percentile(times["alone"], 0.5),
                p95 / percentile(times["alone"], 0.95),
            ]
            slower = [f"({100 * (each - 1):+.1f} %)" for each in more]
            print(
                f"{readers} reading, {name}: {statistics.median(rates[name]):.0f} pages/s {slower[0]}, "
                f"p50 {p50:.1f} ms {slower[1]}, p95 {p95:.1f} ms {slower[2]}"
            )
    time.sleep(2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM attention_raw WHERE what = 1")
        kept = cursor.fetchone()[0]
    print(f"{sent.value:,} readings sent; {kept:,} in the table")


def ask_all(
    processes: Any, readers: int, port: int, addresses: list[str], cookie: str, seconds: float
) -> list[float]:
    """Milliseconds of every page that so many readers at once were given."""
    found = processes.Queue()
    asking = [processes.Process(target=ask, args=(port, addresses, cookie, seconds, found)) for _ in range(readers)]
    for each in asking:
        each.start()
    times = [time_ for _ in asking for time_ in found.get(timeout=seconds + 60)]
    for each in asking:
        each.join()
    return times


@contextmanager
def sending(
    processes: Any, place: tuple[int, str] | None, bodies: list[bytes], rate: float, batch: int, sent: Any
) -> Iterator[None]:
    """Two senders at work, or none."""
    if place is None:
        yield
        return
    stop = processes.Event()
    senders = [processes.Process(target=send, args=(place, bodies, rate, batch, stop, sent)) for _ in range(2)]
    for sender in senders:
        sender.start()
    time.sleep(1)
    try:
        yield
    finally:
        stop.set()
        for sender in senders:
            sender.join()
    if any(sender.exitcode for sender in senders):
        raise SystemExit("a sender gave up")


def swallow(port: int) -> None:
    """Somebody else's server, which does as little as one can."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
                await reader.readexactly(int(length.partition(b":")[2]))
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def serve() -> None:
        await (await asyncio.start_server(answer, "127.0.0.1", port)).serve_forever()

    asyncio.run(serve())


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


def ask(port: int, addresses: list[str], cookie: str, seconds: float, found: Any) -> None:
    """Pages one after another, as one reader who does not wait. Each connection stays with one process of the web, so
    a new one is made now and then: else all readers could stand before the same door for a whole turn."""
    times: list[float] = []
    until, number = time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        if number % 10 == 0:
            link = http.client.HTTPConnection("127.0.0.1", port)
        began = time.perf_counter()
        link.request("GET", addresses[number % len(addresses)], headers={"Cookie": cookie})
        answer = link.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{addresses[number % len(addresses)]} answered {answer.status}")
        times.append((time.perf_counter() - began) * 1000)
        number += 1
    found.put(times)


def send(place: tuple[int, str], bodies: list[bytes], rate: float, batch: int, stop: Any, sent: Any) -> None:
    """Batches at a steady pace; what falls behind is made up for.

    Requests are written out beforehand: senders live on other machines, and are to take little of this one.
    """
    port, path = place
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: text/plain\r\nContent-Length: "
    requests = [f"{head}{len(body)}\r\n\r\n".encode() + body for body in bodies]
    began, number = time.perf_counter(), 0
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while not stop.is_set():
            wait = began + number * batch / rate - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            link.sendall(requests[number % len(requests)])
            answer = b""
            while not answer.endswith(b"\r\n\r\n"):
                piece = link.recv(4096)
                if not piece:
                    raise SystemExit("the line was cut")
                answer += piece
            if not answer.startswith(b"HTTP/1.1 204"):
                raise SystemExit(f"a batch was answered with {answer[:40]!r}")
            number += 1
            with sent.get_lock():
                sent.value += batch


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main()
