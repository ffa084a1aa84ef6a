"""The live process: one connection listens to PostgreSQL, many browsers listen to it (server-sent events).

A message says that something changed, never what: the page then asks, as its viewer. Whether a browser may
even know is decided here with the same rule as everywhere (audience, membership, distance), and each stream
is looked at again every few seconds, so that whoever was shut out hears nothing more.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections, connection

from folkmoot.base.database.configuration import connection_info
from folkmoot.base.ids import from_text
from folkmoot.commons.spaces.viewer import GUEST, Viewer, viewer_of

from .tasks import CHANNEL

logger = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
CHECK_EVERY = 4.0
KEEP_ALIVE = 20.0
MOST_STREAMS = 5000
MOST_A_PERSON = 12
_WAITING = 100


@dataclass(eq=False)
class Stream:
    """One browser that listens: who it is, what its page shows, and what it has not been sent yet."""

    session_key: str
    viewer: Viewer
    sources: frozenset[int]
    item: int | None
    queue: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(_WAITING))

    def offer(self, event: str, data: dict[str, Any]) -> None:
        with suppress(asyncio.QueueFull):  # A browser that does not read asks anew when it comes back.
            self.queue.put_nowait(f"event: {event}\ndata: {json.dumps(data)}\n\n".encode())

    def close(self) -> None:
        while True:
            try:
                self.queue.put_nowait(None)
                return
            except asyncio.QueueFull:
                self.queue.get_nowait()


class Hub:
    """All streams of this process."""

    def __init__(self) -> None:
        self.streams: set[Stream] = set()

    def hand_out(self, messages: Iterable[dict[str, Any]]) -> None:
        for message in messages:
            for stream in list(self.streams):
                _offer(stream, message)

    def close(self) -> None:
        for stream in list(self.streams):
            stream.close()

    async def keep(self) -> None:
        """Until cancelled: listen, and look at every stream again and again."""
        await asyncio.gather(self._listen(), self._check())

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    connection_info(direct=True), autocommit=True
                ) as listening:
                    await listening.execute(f"LISTEN {CHANNEL}")
                    # What came while nobody listened is lost to us: every page asks once.
                    for stream in list(self.streams):
                        stream.offer("ask", {})
                    async for notice in listening.notifies():
                        self.hand_out(json.loads(notice.payload))
            except (psycopg.Error, OSError, ValueError) as problem:
                logger.warning("the live process lost the database and tries again: %s", problem)
                await asyncio.sleep(1)

    async def _check(self) -> None:
        while True:
            await asyncio.sleep(CHECK_EVERY)
            streams = list(self.streams)
            try:
                found = await sync_to_async(_look_again)({s.session_key for s in streams})
            except Exception as problem:
                logger.warning("streams could not be looked at: %s", problem)
                continue
            for stream in streams:
                fresh = found.get(stream.session_key)
                if fresh is None or fresh[0].person_id != stream.viewer.person_id:
                    stream.close()
                else:
                    stream.viewer, stream.sources = fresh


def _offer(stream: Stream, message: dict[str, Any]) -> None:
    kind, viewer = message.get("t"), stream.viewer
    if kind == "bell":
        if message["p"] == viewer.person_id:
            stream.offer("notify", {})
        return
    may_know = message.get("v", 3) <= viewer.clearance or message.get("s") in viewer.space_ids
    if kind == "item":
        # The stream was let in to this item's page by a query; who could open it may know that it changed.
        if stream.item is not None and message.get("i") == stream.item:
            stream.offer("item", {"item": str(message["i"])})
    elif kind == "feed" and may_know and message.get("a") not in viewer.hidden_person_ids:
        wanted = {message.get("a"), message.get("s"), *message.get("g", [])}
        if wanted & stream.sources and message.get("a") != viewer.person_id:
            stream.offer("feed", {})


_SOURCES = """
SELECT person_id FROM people_follow WHERE follower_id = %(me)s
UNION ALL SELECT space_id FROM spaces_spacefollow WHERE person_id = %(me)s
UNION ALL SELECT tag_id FROM content_tagfollow WHERE person_id = %(me)s
"""


def _sources_of(person: int) -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute(_SOURCES, {"me": person})
        return frozenset(row[0] for row in cursor.fetchall())


def _person_of(session_key: str) -> int | None:
    """The person signed in under a session that still lives."""
    from importlib import import_module

    from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model

    store = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    person = store.get(SESSION_KEY)
    if person is None:
        return None
    user = get_user_model()._default_manager.filter(pk=person, is_active=True).first()
    if user is None or user.get_session_auth_hash() != store.get(HASH_SESSION_KEY):
        return None
    return int(user.pk)


def _admit(session_key: str, item: int | None) -> Stream | None:
    """A stream for a living session, or None; an item's page is heard only by who may see the item."""
    from folkmoot.commons.content import queries as content

    try:
        person = _person_of(session_key)
        viewer = viewer_of(person)
        if viewer.is_guest or person is None:
            return None
        if item is not None and not content.visible_items(viewer).filter(pk=item).exists():
            item = None
        return Stream(session_key, viewer, _sources_of(person), item)
    finally:
        close_old_connections()


def _look_again(session_keys: set[str]) -> dict[str, tuple[Viewer, frozenset[int]]]:
    try:
        found = {}
        for key in session_keys:
            person = _person_of(key)
            viewer = viewer_of(person)
            if person is not None and viewer is not GUEST:
                found[key] = (viewer, _sources_of(person))
        return found
    finally:
        close_old_connections()


hub = Hub()


def _cookie(scope: Message) -> str:
    headers = dict(scope["headers"])
    cookies = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    return morsel.value if morsel is not None else ""


def _origin_is_ours(scope: Message) -> str | None:
    """The Origin header when it is the site's own host (any port of it), else None."""
    headers = dict(scope["headers"])
    origin = headers.get(b"origin", b"").decode("latin-1")
    host = headers.get(b"host", b"").decode("latin-1").partition(":")[0]
    return origin if origin and urlsplit(origin).hostname in {host, urlsplit(settings.SITE_URL).hostname} else None


async def respond(scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Any]) -> None:
    """`GET /live?item=…`: an endless answer of `text/event-stream`; 204 for those who are not signed in."""
    origin = _origin_is_ours(scope)
    if dict(scope["headers"]).get(b"origin") and origin is None:
        await _refuse(send, 403)
        return
    item = None
    with suppress(ValueError, KeyError, IndexError):
        item = from_text(parse_qs(scope["query_string"].decode())["item"][0])
    stream = await sync_to_async(_admit)(_cookie(scope), item)
    if stream is None:
        await _refuse(send, 204, origin)  # 204 tells EventSource not to come back.
        return
    of_person = sum(1 for other in hub.streams if other.viewer.person_id == stream.viewer.person_id)
    if len(hub.streams) >= MOST_STREAMS or of_person >= MOST_A_PERSON:
        await _refuse(send, 503, origin)
        return
    hub.streams.add(stream)
    try:
        headers = [
            (b"content-type", b"text/event-stream"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers + _cors(origin)})
        await send({"type": "http.response.body", "body": b"retry: 3000\n\n", "more_body": True})
        await _pump(stream, receive, send)
    finally:
        hub.streams.discard(stream)


async def _pump(stream: Stream, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Any]) -> None:
    gone = asyncio.ensure_future(_disconnected(receive))
    try:
        while not gone.done():
            getting = asyncio.ensure_future(stream.queue.get())
            await asyncio.wait({getting, gone}, timeout=KEEP_ALIVE, return_when=asyncio.FIRST_COMPLETED)
            if getting.done():
                body = getting.result()
                if body is None:
                    break
            else:
                getting.cancel()
                body = b": still here\n\n"
            await send({"type": "http.response.body", "body": body, "more_body": True})
    finally:
        gone.cancel()
        with suppress(Exception):
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _disconnected(receive: Callable[[], Awaitable[Message]]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _cors(origin: str | None) -> list[tuple[bytes, bytes]]:
    if origin is None:
        return []
    return [
        (b"access-control-allow-origin", origin.encode()),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin"),
    ]


async def _refuse(send: Callable[[Message], Any], status: int, origin: str | None = None) -> None:
    await send(
        {"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0"), *_cors(origin)]}
    )
    await send({"type": "http.response.body", "body": b""})
