"""Looking into films and making small ones of them, with the ffmpeg of this machine.

A film is somebody else's bytes in front of a very large program: it gets one reader (the one for the container we
have recognised), no network, no other file, little time and limited memory.
"""

import json
import resource
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from .logic import MAX_PIXELS, MAX_SIDE, Container, Facts

_QUIET = ("-nostdin", "-hide_banner", "-v", "error")
_MEMORY_TO_LOOK, _MEMORY_TO_MAKE = 1024**3, 3 * 1024**3
_LOOK_SECONDS = 60


class CannotBeRead(Exception):
    """ffmpeg does not understand the film."""


class TooMuchInside(Exception):
    """A film of more pixels or more hours than we unpack."""


class GaveUp(Exception):
    """It took longer than it may."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The two programs, and how this ffmpeg can write what browsers play."""

    ffmpeg: str
    ffprobe: str
    suffix: str
    media_type: str
    coding: tuple[str, ...]


@lru_cache(maxsize=1)
def tools() -> Tools | None:
    """The ffmpeg of this machine; None where there is none, or one that cannot write a film."""
    ffmpeg = shutil.which(settings.FFMPEG)
    ffprobe = shutil.which(str(Path(ffmpeg).with_name("ffprobe"))) if ffmpeg else None
    if ffmpeg is None or ffprobe is None:
        return None
    listed = subprocess.run([ffmpeg, "-hide_banner", "-encoders"], capture_output=True, text=True, check=False)  # noqa: S603
    known = {line.split()[1] for line in listed.stdout.splitlines() if len(line.split()) > 1}
    if {"libx264", "aac"} <= known:
        coding = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-c:a", "aac", "-movflags", "+faststart")
        return Tools(ffmpeg, ffprobe, ".mp4", "video/mp4", coding)
    if {"libvpx", "libopus"} <= known:
        coding = ("-c:v", "libvpx", "-deadline", "realtime", "-crf", "20", "-b:v", "2M", "-c:a", "libopus")
        return Tools(ffmpeg, ffprobe, ".webm", "video/webm", coding)
    return None


def look_into(found: Tools, film: Path, container: Container, most_seconds: int) -> Facts:
    """What the film is; raises CannotBeRead, TooMuchInside, GaveUp."""
    command = [
        found.ffprobe, "-v", "error", *_reading(container), "-show_entries",
        "stream=codec_type,width,height,duration:stream_side_data=rotation:format=duration", "-of", "json", str(film),
    ]  # fmt: skip
    with _running(command, _LOOK_SECONDS, _MEMORY_TO_LOOK) as process:
        said, _ = process.communicate()
    if process.returncode:
        raise CannotBeRead
    told = json.loads(said or "{}")
    streams = told.get("streams", [])
    films = [each for each in streams if each.get("codec_type") == "video" and each.get("width")]
    if not films:
        raise CannotBeRead
    width, height = int(films[0]["width"]), int(films[0]["height"])
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise TooMuchInside
    turns = [side.get("rotation", 0) for side in films[0].get("side_data_list", [])]
    if any(abs(int(turn)) % 180 == 90 for turn in turns):
        width, height = height, width
    seconds = _number(told.get("format", {}).get("duration")) or _number(films[0].get("duration"))
    if not seconds:
        seconds = _run_through(found, film, container)
    if seconds > most_seconds:
        raise TooMuchInside
    has_sound = any(each.get("codec_type") == "audio" for each in streams)
    return Facts(round(seconds * 1000), width, height, has_sound)


def _number(text: object) -> float:
    try:
        value = float(str(text))
    except ValueError:
        return 0.0
    return value if 0 < value < 1e7 else 0.0


def _run_through(found: Tools, film: Path, container: Container) -> float:
    """How long a film is that does not say so itself, as browsers record them: read once, without unpacking."""
    command = [
        found.ffmpeg, *_QUIET, *_reading(container), "-i", str(film), "-map", "0:v:0", "-c", "copy",
        "-progress", "pipe:1", "-f", "null", "-",
    ]  # fmt: skip
    seconds = 0.0
    for moment in _told(command, _LOOK_SECONDS * 5):
        seconds = moment
    if not seconds:
        raise CannotBeRead
    return seconds


def make(
    found: Tools, film: Path, container: Container, facts: Facts, size: tuple[int, int], out: Path,
    on_progress: Callable[[float], None],
) -> None:  # fmt: skip
    """This will write the film in another size to `out`, telling how far it is (0 to 1); raises CannotBeRead, GaveUp.

    Nothing comes through but pictures and sound: no metadata, no place, no attachments.
    """
    width, height = size
    command = [
        found.ffmpeg, *_QUIET, "-y", *_reading(container), "-i", str(film), "-map", "0:v:0", "-map", "0:a:0?",
        "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1", "-vf", f"scale={width}:{height},format=yuv420p",
        "-fpsmax", "60", *found.coding, "-b:a", "128k", "-ac", "2", "-threads", "2", "-progress", "pipe:1", str(out),
    ]  # fmt: skip
    seconds = facts.duration / 1000
    for moment in _told(command, 120 + seconds * 20):
        on_progress(min(moment / max(seconds, 0.001), 1.0))
    if not out.exists() or not out.stat().st_size:
        raise CannotBeRead


def still(found: Tools, film: Path, container: Container, facts: Facts, out: Path) -> bool:
    """This will write one picture of the film, from where it has begun; whether there was one."""
    at = min(facts.duration / 1000 * 0.1, 30)
    command = [
        found.ffmpeg, *_QUIET, "-y", "-ss", f"{at:.2f}", *_reading(container), "-i", str(film), "-map", "0:v:0",
        "-frames:v", "1", "-vf", "scale='min(1280,iw)':-2", str(out),
    ]  # fmt: skip
    with _running(command, _LOOK_SECONDS) as process:
        process.communicate()
    return out.exists() and out.stat().st_size > 0


def _reading(container: Container) -> tuple[str, ...]:
    # A film may say one size at its head and have another in its middle.
    return ("-protocol_whitelist", "file", "-max_pixels", str(MAX_PIXELS), "-f", container.demuxer)


def _told(command: list[str], most_seconds: float) -> Iterator[float]:
    """The moments (seconds of film) that ffmpeg says it has reached; raises CannotBeRead when it fails."""
    with _running(command, most_seconds) as process:
        assert process.stdout is not None
        for line in process.stdout:
            name, _, value = line.strip().partition("=")
            if name == "out_time_us" and value.lstrip("-").isdecimal():
                yield max(int(value), 0) / 1_000_000
        process.wait()
    if process.returncode:
        raise CannotBeRead


@contextmanager
def _running(
    command: list[str], most_seconds: float, memory: int = _MEMORY_TO_MAKE
) -> Iterator["subprocess.Popen[str]"]:
    """A process that never outlives this block, nor takes more than its share of the machine."""
    nice = ["nice", "-n", "10"] if shutil.which("nice") else []
    process = subprocess.Popen(  # noqa: S603
        [*nice, *command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    if sys.platform == "linux":
        seconds = int(most_seconds) + 1
        try:
            resource.prlimit(process.pid, resource.RLIMIT_CPU, (seconds * 2, seconds * 2))
            resource.prlimit(process.pid, resource.RLIMIT_AS, (memory, memory))
        except ProcessLookupError:
            pass  # It has ended already, for better or worse.
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    clock = threading.Timer(most_seconds, end)
    clock.start()
    try:
        yield process
    finally:
        clock.cancel()
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    if late.is_set():
        raise GaveUp
