"""The live process's ASGI application: at `/live` browsers hear what is new and tell what was read. And its heart."""

import asyncio
import os
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

import django

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
