"""The live process's ASGI application: at `/live` browsers hear what is new and tell what was read. And its heart."""

import asyncio
import os
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from socket import socket
from typing import Any

import django
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "folkmoot.config.settings")
django.setup()

from folkmoot.base.processes.heartbeat import Heart  # noqa: E402
from folkmoot.commons.feed import live  # noqa: E402
from folkmoot.listen.attention import intake as readings  # noqa: E402
from folkmoot.listen.attention.views import intake  # noqa: E402

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
_ANSWERED = {("GET", "/live"): live.respond, ("POST", "/live"): intake.respond}
MOST_OF_A_REQUEST = 64 * 1024


class Server(uvicorn.Server):
    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        live.hub.close()  # It waits for all answers, and these would never end.
        await super().shutdown(sockets)


class Protocol(HttpToolsProtocol):
    """HTTP with an end: the quick parser takes a head that has none until the memory is full."""

    _taken = 0

    def data_received(self, data: bytes) -> None:
        self._taken += len(data)
        if self._taken > MOST_OF_A_REQUEST:
            self.transport.abort()
        else:
            super().data_received(data)

    def on_message_complete(self) -> None:
        self._taken = 0
        super().on_message_complete()


async def application(scope: Message, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http" and (scope["method"], scope["path"]) in _ANSWERED:
        await _ANSWERED[scope["method"], scope["path"]](scope, receive, send)
    elif scope["type"] == "http":
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})


async def _live(receive: Receive, send: Send) -> None:
    heart = Heart("live")

    async def keep_touching() -> None:
        while True:
            heart.touch()
            await asyncio.sleep(1)

    working = [asyncio.create_task(keep_touching()), asyncio.create_task(live.hub.keep())]
    while True:
        message = await receive()
        if message["type"] == "lifespan.shutdown":
            await asyncio.to_thread(readings.flush)
            for task in working:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
