"""Reading the firm's files: its people and spaces (TOML), and what was said (plain text).

A talk file holds conversations. `=== kind key=value …` begins one, `+ kind …` replies to it, `++ kind …` replies to
the reply above, and so on. `ago` counts days before today, `after` the time since what was said before.
"""

import re
import shlex
import tomllib
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

FIRM = Path(__file__).parent / "firm"
_HEAD = re.compile(r"^(===|\++) (article|note|question|thread|answer|comment)\b(.*)$")
_OPTION = re.compile(r"^\( \) (.+) = (\d+)$")
_SPANS = {"m": "minutes", "h": "hours", "d": "days"}


class BadTalk(ValueError):
    """A talk file does not follow the form; names file and line."""


@dataclass(slots=True)
class Saying:
    """One thing said: a conversation's opening (`depth` 0) or a reply. `by` is a user name, or like `~bilbao3`."""

    kind: str
    by: str
    depth: int = 0
    title: str = ""
    body: str = ""
    how: dict[str, str] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    poll: list[tuple[str, int]] = field(default_factory=list)
    reports: list[tuple[str, str]] = field(default_factory=list)

    @property
    def gap(self) -> timedelta:
        """The time since what was said before."""
        return span(self.how.get("after", "1h"))

    @property
    def tags(self) -> list[str]:
        return [tag for tag in self.how.get("tags", "").split(",") if tag]

    @property
    def reactions(self) -> dict[str, int]:
        pairs = (pair.split(":") for pair in self.how.get("react", "").split(",") if pair)
        return {name: int(count) for name, count in pairs}


@dataclass(slots=True)
class Conversation:
    """An opening and its replies, in the order in which they were said."""

    key: str
    space: str
    days_ago: float
    sayings: list[Saying]

    @property
    def opening(self) -> Saying:
        return self.sayings[0]


def span(text: str) -> timedelta:
    """`40m`, `3h` or `2d`."""
    return timedelta(**{_SPANS[text[-1]]: float(text[:-1])})


def table(name: str) -> dict[str, Any]:
    """One of the firm's TOML files."""
    return tomllib.loads((FIRM / f"{name}.toml").read_text(encoding="utf-8"))


def conversations() -> list[Conversation]:
    """Everything that was said, file by file; raises BadTalk."""
    return [talk for path in sorted((FIRM / "talk").glob("*.txt")) for talk in _read(path)]


def _read(path: Path) -> list[Conversation]:
    found: list[Conversation] = []
    body: list[str] = []
    saying: Saying | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        head = _HEAD.match(line)
        if head is None:
            body.append(line)
            continue
        _finish(saying, body)
        body = []
        try:
            saying = _saying(*head.groups())
            if saying.depth == 0:
                how = saying.how
                key = how.get("key", f"{path.stem}-{len(found) + 1}")
                found.append(Conversation(key, how.get("in", ""), float(how["ago"]), [saying]))
            else:
                found[-1].sayings.append(saying)
        except (KeyError, ValueError, IndexError) as error:
            raise BadTalk(f"{path.name}, line {number}: {error}") from error
    _finish(saying, body)
    return found


def _saying(mark: str, kind: str, rest: str) -> Saying:
    how: dict[str, str] = {}
    flags: set[str] = set()
    reports: list[tuple[str, str]] = []
    for word in shlex.split(rest):
        key, has_value, value = word.partition("=")
        if not has_value:
            flags.add(key)
        elif key == "report":
            for pair in value.split(","):
                reason, by = pair.split(":")
                reports.append((reason, by))
        else:
            how[key] = value
    return Saying(
        kind, how.pop("by"), 0 if mark == "===" else len(mark), how=how, flags=frozenset(flags), reports=reports
    )


def _finish(saying: Saying | None, lines: list[str]) -> None:
    """This will give what was just read its title, subtitle, poll and text."""
    if saying is None:
        return
    lines = "\n".join(lines).strip().split("\n")
    if lines[0].startswith("# ") and saying.depth == 0:
        saying.title = lines.pop(0)[2:]
    if saying.kind == "article" and lines and lines[0].startswith("> "):
        saying.how.setdefault("subtitle", lines.pop(0)[2:])
    options = [_OPTION.match(line) for line in lines]
    saying.poll = [(found[1], int(found[2])) for found in options if found]
    saying.body = "\n".join(line for line, found in zip(lines, options, strict=True) if not found).strip()
