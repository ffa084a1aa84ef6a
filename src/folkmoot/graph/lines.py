"""A text file as whole lines of clean UTF-8, gzipped or not: what is none is named by row, or left out and
counted. Used by `opening` alone."""

import gzip
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

from folkmoot.graph.build import GraphError

LONGEST = 1 << 20
BLOCK = 4 << 20
DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile)


class UnreadableFile(GraphError):
    """A file cannot be read as asked; the message names the file and the row."""


def stream_of(file: Path) -> Any:
    """The bytes of a file, unpacked if its name ends in .gz."""
    return gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb")


def damaged(file: Path, error: Exception) -> UnreadableFile:
    """What to raise for a packed file that cannot be unpacked."""
    return UnreadableFile(f"{file}: not a gzip file, damaged, or cut short ({error}).")


def fault(line: bytes) -> str:
    """Why a line is none, or nothing."""
    if len(line) > LONGEST:
        return f"longer than {LONGEST:,} bytes"
    if b"\0" in line:
        return "not text: it holds bytes of nought"
    try:
        line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "not text in UTF-8"
    return ""


class Lines:
    """The lines of a file as a stream of bytes for a parser.

    squeeze: any white space between fields becomes one space. before: lines ahead of the first row, left out. bad:
    takes the numbers of bad lines, left out as well; None makes the first an error. blank: numbers of empty lines,
    which parsers skip.
    """

    def __init__(self, file: Path, *, squeeze: bool, before: int, bad: list[int] | None) -> None:
        self.file, self.squeeze, self.before, self.bad = file, squeeze, before, bad
        self.blank: list[int] = []
        self.number = before
        self.error: UnreadableFile | None = None
        self.closed = False
        self._stream = stream_of(file)
        for _ in range(before):
            self._stream.readline()
        self._ready = memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; all that is left without."""
        parts, left = [], size
        while left != 0:
            if not self._ready and not self._fill():
                break
            part = self._ready if left < 0 else self._ready[:left]
            self._ready = self._ready[len(part) :]
            parts.append(part)
            left = left - len(part) if left > 0 else left
        return b"".join(parts)

    def close(self) -> None:
        self.closed = True
        self._stream.close()

    def where(self, row: int) -> str:
        """How to name a row (from 1): with its line in the file where that is another number."""
        line = row + self.before
        for number in self.blank:
            line += number <= line
        return f"row {row}" if line == row else f"row {row} (line {line})"

    def _fill(self) -> bool:
        try:
            block = self._stream.read(BLOCK)
            if block and not block.endswith(b"\n"):
                block += self._stream.readline(LONGEST + 1)
        except DAMAGED as error:
            self.error = damaged(self.file, error)
            raise self.error from error
        if not block:
            return False
        count = block.count(b"\n")
        if not self._clean(block):
            block = self._line_by_line(block)
        else:
            if self.squeeze:
                block = b"\n".join(b" ".join(line.split()) for line in block.split(b"\n"))
            self._note_blank(block)
        self.number += count
        self._ready = memoryview(block)
        return bool(block) or self._fill()

    def _clean(self, block: bytes) -> bool:
        """Whether nothing in the block needs a closer look; a line too long covers half its length somewhere."""
        half = LONGEST // 2
        if any(block.find(b"\n", at, at + half) < 0 for at in range(0, len(block) - half, half)):
            return False
        return not fault(block[:LONGEST]) if len(block) <= LONGEST else b"\0" not in block and _is_text(block)

    def _line_by_line(self, block: bytes) -> bytes:
        kept = []
        for number, line in enumerate(BytesIO(block), self.number + 1):
            if reason := fault(line):
                self._leave_out(number, reason)
                while line and not line.endswith(b"\n"):
                    line = self._stream.readline(LONGEST)
            else:
                self.blank += [] if line.strip() else [number]
                kept.append(b" ".join(line.split()) + b"\n" if self.squeeze else line)
        return b"".join(kept)

    def _leave_out(self, number: int, reason: str) -> None:
        if self.bad is None:
            row = self.where(number - self.before - len(self.blank))
            self.error = UnreadableFile(f"{self.file}, {row}: {reason}. --skip-bad leaves such rows out.")
            raise self.error
        self.bad.append(number)

    def _note_blank(self, block: bytes) -> None:
        if block[:1] in b"\r\n" or b"\n\n" in block or b"\n\r" in block:
            lines = block.split(b"\n")[:-1]
            self.blank += [number for number, line in enumerate(lines, self.number + 1) if not line.strip()]


def _is_text(block: bytes) -> bool:
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True
