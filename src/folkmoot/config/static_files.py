"""Style sheets, scripts and pictures of the product: gathered, compressed and named by their content once per
release, then served straight from the web processes' memory of file names, before Django sees the request.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import brotli
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

Application = Callable[..., Any]
# What the manifest storage writes: styles.1f3870be274f.css
NAMED_BY_CONTENT = r"^.+\.[0-9a-f]{12}\.[^/]+$"


class Storage(CompressedManifestStaticFilesStorage):
    """Every file lies there by its own name and by one with its content in it; what is alike is compressed once."""

    def create_compressor(self, **options: Any) -> Compressor:
        made = Compressor(**options)
        made.compress_brotli = cache(_brotli)
        made.compress_gzip = cache(made.compress_gzip)
        return made


def _brotli(data: bytes) -> bytes:
    """The last step of its quality would take twice as long as all before it, for 2 %."""
    return bytes(brotli.compress(data, quality=10))


def gather() -> None:
    """This will fill STATIC_ROOT, unless it holds exactly today's files already."""
    root = Path(settings.STATIC_ROOT)
    stamp, today = root / ".gathered", _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == today:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=root.exists())
    root.mkdir(parents=True, exist_ok=True)
    stamp.write_text(today, encoding="ascii")


def serve_in_front_of(application: Application) -> Application:
    """A WSGI application that answers for static files itself and hands everything else on."""
    if settings.DEBUG:
        from django.contrib.staticfiles.handlers import StaticFilesHandler

        return StaticFilesHandler(application)  # type: ignore[arg-type]
    from whitenoise import WhiteNoise

    return WhiteNoise(
        application,
        root=settings.STATIC_ROOT,
        prefix=settings.STATIC_URL,
        max_age=3600,
        immutable_file_test=NAMED_BY_CONTENT,
        allow_all_origins=False,
        add_headers_function=_forbid_sniffing,
    )


def _forbid_sniffing(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def _fingerprint() -> str:
    found = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda pair: pair[0]):
            info = Path(storage.path(name)).stat()
            found.update(f"{name}\0{info.st_size}\0{info.st_mtime_ns}\0".encode())
    return found.hexdigest()
