"""The processes that `folkmoot run` keeps alive; each can also be started by itself (`folkmoot web`, …).

Several machines may share one database: run `folkmoot web`, `folkmoot live` and `folkmoot worker` on each
under its own service manager, with DATABASE_URL set.
"""

import gc
import multiprocessing
import os
from contextlib import suppress
from typing import Any

from folkmoot.base.database.configuration import database_settings
from folkmoot.base.processes import end_with_parent

PARENT = "FOLKMOOT_PARENT"  # The supervisor's number, set for its children.
WEB_APPLICATION = "folkmoot.config.wsgi:application"


def host() -> str:
    return os.environ.get("HOST") or "127.0.0.1"


def port() -> int:
    """Where the web answers. The live process is one above, unless LIVE_PORT says otherwise."""
    return _number("PORT", 8000)


def live_port() -> int:
    return _number("LIVE_PORT", port() + 1)


def _number(name: str, usual: int) -> int:
    text = os.environ.get(name) or str(usual)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SystemExit(f"folkmoot: {name} must be a number between 1 and 65535, not {text!r}.")
    return int(text)


def load() -> None:
    """This will load what all of them need into a process that is about to branch off into them."""
    _settings()
    import django

    django.setup()
    from importlib import import_module

    from django.urls import get_resolver

    for name in ("granian.server", "uvicorn", "folkmoot.config.preparing", "folkmoot.config.live"):
        import_module(name)
    len(get_resolver().url_patterns)  # Views are loaded with their addresses.
    settle()


def prepare() -> None:
    """Before anything is served: files are gathered, tables up to date, a demo has its people."""
    _begin("FOLKMOOT_DATABASE_KEEP")
    import django

    django.setup()
    from folkmoot.config import preparing

    preparing.prepare()


def serve_web() -> None:
    """Django under granian: several processes, each with a few threads."""
    _begin("FOLKMOOT_DATABASE_KEEP")
    from granian.constants import Interfaces
    from granian.server import MPServer

    if multiprocessing.get_start_method() == "fork":
        _application()  # Loaded once: its processes share the memory, and one that was killed is there again at once.
    MPServer(
        target=WEB_APPLICATION,
        address=host(),
        port=port(),
        interface=Interfaces.WSGI,
        workers=_number("WEB_WORKERS", 2),
        blocking_threads=_number("WEB_THREADS", 4),
        # Without this a single killed worker takes the whole server down.
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_access=os.environ.get("FOLKMOOT_ACCESS_LOG") == "1",
        log_level=_log_level(),
        process_name=None,
    ).serve(target_loader=_load_web_worker, wrap_loader=False)


def _load_web_worker() -> Any:
    """Runs in each web process, before it serves."""
    collect_rarely()
    end_with_parent()
    return _application()


def _application() -> Any:
    from folkmoot.config.wsgi import application

    settle()
    return application


def collect_rarely() -> None:
    """Hardly anything is rubbish while modules are loaded: to look for it as often as usual is a tenth of a start."""
    gc.set_threshold(20_000, 20, 50)


def settle() -> None:
    """What is loaded now stays, and so does most of what is kept: to look through it for rubbish again and again is
    3 % of a page, and a tenth of a second of the one that meets it."""
    collect_rarely()
    gc.collect()
    gc.freeze()


def serve_live() -> None:
    """The ASGI process for what is small and often: server-sent events, and what pages tell of being read."""
    _begin()
    from uvicorn import Config

    from folkmoot.config.live import Protocol, Server, application

    settle()
    configuration = Config(
        application,
        http=Protocol,
        host=host(),
        port=live_port(),
        log_level="warning",
        access_log=False,
        proxy_headers=False,  # Nobody asks who stands before a proxy.
        timeout_graceful_shutdown=2,
    )
    server = Server(configuration)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        raise SystemExit(1)  # Why is said already.


def serve_worker() -> None:
    """The relay that hands out events, and the jobs."""
    _begin()
    from folkmoot.config.worker import work

    work()


SERVED = {"prepare": prepare, "web": serve_web, "live": serve_live, "worker": serve_worker}


def _begin(connections: str = "FOLKMOOT_DATABASE_POOL") -> None:
    parent = os.environ.pop(PARENT, None)
    if parent is not None:
        end_with_parent(int(parent))
    os.environ[connections] = "1"
    if _settings().configured:  # In a branch: they were read before it was known what it would be.
        _settings().DATABASES["default"].update(database_settings())


def _settings() -> Any:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "folkmoot.config.settings")
    from django.conf import settings

    return settings


def _log_level() -> Any:
    from granian.log import LogLevels

    return LogLevels.info if os.environ.get("FOLKMOOT_VERBOSE") == "1" else LogLevels.warning
