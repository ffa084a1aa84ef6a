"""Pure computing about notes: which link to preview, what a page says of itself, what a poll shows to whom."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from .models import Poll

MAX_LENGTH = 2000
MAX_OPTIONS = 10
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_LINK = re.compile(r"https?://[^\s<>\"'`\\]{4,1900}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PollDraft:
    """A poll as its author wants it; `options` are clean and distinct (see `clean_options`)."""

    options: tuple[str, ...]
    allows_several: bool = False
    results: str = Poll.Results.VOTED
    closes_at: datetime | None = None


def clean_options(texts: Sequence[str]) -> tuple[str, ...]:
    """The choices without empty ones and repetitions, as they were typed otherwise."""
    kept: dict[str, str] = {}
    for text in texts:
        plain = " ".join(text.split())
        if plain:
            kept.setdefault(plain.casefold(), plain)
    return tuple(kept.values())


def shows_results(poll: Poll, *, has_voted: bool, at: datetime) -> bool:
    """Authors see no more than others: that is what makes a secret ballot believable."""
    if poll.results == Poll.Results.ALWAYS or is_over(poll, at):
        return True
    return poll.results == Poll.Results.VOTED and has_voted


def is_over(poll: Poll, at: datetime) -> bool:
    return poll.closes_at is not None and poll.closes_at <= at


def share(count: int, total: int) -> int:
    """Whole percent."""
    return round(100 * count / total) if total else 0


def first_link(body: str) -> str:
    """The first address in a text, outside of code; empty for none."""
    match = _LINK.search(_CODE.sub(" ", body))
    if match is None:
        return ""
    url = match[0].rstrip(".,;:!?*_~")
    while url.endswith(")") and url.count("(") < url.count(")"):
        url = url[:-1].rstrip(".,;:!?*_~")
    return url


@dataclass(frozen=True, slots=True)
class Preview:
    title: str
    description: str
    site: str
    image_url: str


def preview_of(url: str, html: str) -> Preview | None:
    """What a page says of itself in its head; None when it has no title."""
    reader = _Head()
    reader.feed(html[:300_000])
    title = _plain(reader.facts.get("og:title") or reader.facts.get("title", ""), 200)
    if not title:
        return None
    description = reader.facts.get("og:description") or reader.facts.get("description", "")
    image = reader.facts.get("og:image", "")
    return Preview(
        title=title,
        description=_plain(description, 300),
        site=_plain(reader.facts.get("og:site_name", ""), 100) or (urlsplit(url).hostname or "")[:100],
        image_url=_joined(url, image) if image else "",
    )


def _joined(url: str, path: str) -> str:
    try:
        return urljoin(url, path.strip())
    except ValueError:
        return ""


def _plain(text: str, most: int) -> str:
    """Words only: no control letters and none that turn the direction of the text around them."""
    kept = [" " if letter.isspace() else letter for letter in text]
    visible = "".join(letter for letter in kept if unicodedata.category(letter)[0] != "C")
    words = " ".join(visible.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


class _Head(HTMLParser):
    """Collects the title and the descriptions; the first of each counts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.facts: dict[str, str] = {}
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title" and "title" not in self.facts:
            self._in_title = True
        elif tag == "meta":
            values = dict(attrs)
            name = (values.get("property") or values.get("name") or "").lower()
            if values.get("content"):
                self.facts.setdefault(name, values["content"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.facts["title"] = (self.facts.get("title", "") + data)[:1000]
