"""What a video file is, which sizes are made of it, time marks in texts, and captions: no database, no ffmpeg."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

import webvtt
from webvtt.errors import MalformedFileError

LADDER = (360, 720, 1080)
MAX_SIDE = 8192
MAX_PIXELS = 40_000_000
HEAD = 4096  # How many of its first bytes tell what a file is.

_MARK = re.compile(r"(?<![\d:.])(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)(?![\d:])")
_CHAPTER = re.compile(rf"^[\s*-]*\(?({_MARK.pattern})\)?[\s–—:.-]+(\S.*)$")
# What a file that is no video says of itself in its first bytes.
_OTHERS = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"GIF8", "GIF"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"#!", "script"),
    (b"#EXTM3U", "playlist"),
    (b"ffconcat", "playlist"),
    (b"[playlist]", "playlist"),
    (b"v=0", "SDP"),
    (b"ID3", "MP3"),
    (b"fLaC", "FLAC"),
    (b"OggS", "Ogg"),
)
_ACTIVE = (b"<svg", b"<html", b"<script", b"<!doctype", b"<?xml", b"<?php")


@dataclass(frozen=True, slots=True)
class Container:
    """`demuxer` is the one reader that ffmpeg may use for it; `plays_as` its media type where browsers know it."""

    name: str
    demuxer: str
    plays_as: str = ""


MP4 = Container("MP4", "mov", "video/mp4")
WEBM = Container("WebM", "matroska", "video/webm")
MATROSKA = Container("Matroska", "matroska")
AVI = Container("AVI", "avi")
MPEG_TS = Container("MPEG-TS", "mpegts")
MPEG_PS = Container("MPEG", "mpeg")


def container_of(head: bytes) -> Container | None:
    """The kind of video file that begins with these bytes; None for what is none, or something else besides."""
    if any(word in head.lower() for word in _ACTIVE) or b"%PDF-" in head[:1024]:
        return None
    if head[4:8] == b"ftyp":
        # A picture of the HEIF family begins alike.
        return None if head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis") else MP4
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return WEBM if b"webm" in head[:64] else MATROSKA
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return AVI
    if len(head) > 376 and head[0] == head[188] == head[376] == 0x47:
        return MPEG_TS
    return MPEG_PS if head.startswith(b"\x00\x00\x01\xba") else None


def other_name(head: bytes) -> str:
    """What a file is that is no video, in one word for its owner; empty where we cannot say."""
    lower = head.lower()
    if b"<svg" in lower:
        return "SVG"
    if b"<mpd" in lower or b"<smil" in lower:
        return "playlist"
    if any(word in lower for word in _ACTIVE):
        return "HTML"
    if head[4:8] == b"ftyp":
        return "HEIC" if b"avif" not in head[8:16] else "AVIF"
    return next((name for start, name in _OTHERS if head.startswith(start)), "PDF" if b"%PDF-" in head[:1024] else "")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a look into a video found: milliseconds, pixels as they are shown."""

    duration: int
    width: int
    height: int
    has_sound: bool


def sizes(facts: Facts) -> list[tuple[int, int]]:
    """Width and height of what is made of a video: the steps of LADDER up to its own size, always at least one.

    The shorter side is what counts, so that a phone's upright film is treated like one that lies.
    """
    short = min(facts.width, facts.height)
    steps = [step for step in LADDER if step <= short] or [short]
    return [(_even(facts.width * step / short), _even(facts.height * step / short)) for step in steps]


def _even(side: float) -> int:
    return max(2, round(side / 2) * 2)


# ---- time marks and chapters


@dataclass(frozen=True, slots=True)
class Chapter:
    seconds: int
    title: str


def seconds_of(text: str) -> int | None:
    """`1:02:03` or `2:03` (or plain seconds) in seconds; None for anything else."""
    text = text.strip()
    if text.isascii() and text.isdecimal() and len(text) < 7:
        return int(text)
    match = _MARK.fullmatch(text)
    return _seconds(match) if match else None


def _seconds(match: re.Match[str]) -> int:
    hours, minutes, seconds = match.groups()[:3]
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)


def first_mark(text: str) -> int | None:
    """The first moment that a text names."""
    match = _MARK.search(text)
    return _seconds(match) if match else None


def clock(seconds: int) -> str:
    """Seconds as people write them: 0:07, 2:03, 1:02:03."""
    hours, rest = divmod(max(seconds, 0), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def chapters(text: str, duration: int | None = None) -> list[Chapter]:
    """The chapters in a description: lines that begin with a moment and go on with a title, in order of time.

    At most 100; those behind the end (`duration` in seconds) are left out.
    """
    found: dict[int, str] = {}
    for line in text.splitlines():
        if match := _CHAPTER.match(line):
            moment = _seconds(_MARK.search(line))  # type: ignore[arg-type]
            if duration is None or moment < duration:
                found.setdefault(moment, match.groups()[-1].strip()[:120])
    return [Chapter(moment, found[moment]) for moment in sorted(found)][:100]


# ---- captions


class CaptionsAreBroken(ValueError):
    """The words are no captions; `line` is where reading stopped, 0 when unknown."""

    def __init__(self, line: int = 0) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True, slots=True)
class Cue:
    """Something said between two moments, in milliseconds."""

    start: int
    end: int
    text: str


MAX_CUES = 20_000
_SRT_TIME = re.compile(r"(\d{1,2}:\d{2}:\d{2}),(\d{3})")
_TIME = r"(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMES = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}")
_TAGS = re.compile(r"<[^>]*>")


def read_captions(text: str) -> list[Cue]:
    """The cues of a WebVTT or SubRip text, in order; raises CaptionsAreBroken.

    Markup inside cues is dropped: what is kept is what is said.
    """
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if not text.startswith("WEBVTT"):
        text = "WEBVTT\n\n" + _SRT_TIME.sub(r"\1.\2", text)
    _check_times(text)
    try:
        captions = webvtt.from_string(text).captions
    except MalformedFileError as error:
        raise CaptionsAreBroken from error
    cues = [Cue(_milliseconds(each.start), _milliseconds(each.end), _said(each.raw_text)) for each in captions]
    cues = [cue for cue in cues if cue.text]
    if not cues or len(cues) > MAX_CUES:
        raise CaptionsAreBroken
    return sorted(cues, key=lambda cue: (cue.start, cue.end))


def _said(raw: str) -> str:
    return " ".join(html.unescape(_TAGS.sub("", raw)).split())


def _check_times(text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if "-->" in line:
            match = _TIMES.match(line)
            if match is None or _of(match.groups()[:4]) >= _of(match.groups()[4:]):
                raise CaptionsAreBroken(number)


def _of(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, rest = parts
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return whole * 1000 + int((rest or "0").ljust(3, "0"))


def _milliseconds(moment: str) -> int:
    match = re.fullmatch(r"(?:(\d+):)?(\d{1,2}):(\d{2})\.(\d{1,3})", moment.strip())
    if match is None:
        raise CaptionsAreBroken
    return _of(match.groups())


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences of a transcript, from a moment on (seconds)."""

    seconds: int
    text: str


def paragraphs(cues: Sequence[Cue], length: int = 30) -> list[Paragraph]:
    """Cues joined to passages of about `length` seconds, which read like a text."""
    found: list[tuple[int, list[str]]] = []
    for cue in cues:
        if found and cue.start - found[-1][0] < length * 1000:
            found[-1][1].append(cue.text)
        else:
            found.append((cue.start, [cue.text]))
    return [Paragraph(start // 1000, " ".join(said)) for start, said in found]


def write_captions(cues: Sequence[Cue]) -> str:
    """Cues as WebVTT, with nothing in them that a player would take for markup."""
    parts = ["WEBVTT"]
    for cue in cues:
        parts.append(f"{_stamp(cue.start)} --> {_stamp(cue.end)}\n{html.escape(cue.text, quote=False)}")
    return "\n\n".join(parts) + "\n"


def _stamp(moment: int) -> str:
    seconds, rest = divmod(moment, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"
