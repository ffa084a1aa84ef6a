"""Finding a passage again in a text that has changed, and marking it in the text's HTML."""

import html as entities
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

MAX_QUOTE, MAX_AROUND = 500, 80
_PIECES = re.compile(r'<(?:[^<>"]|"[^"]*")*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);|[^<&]|[<&]', re.DOTALL)
_BLOCK = re.compile(r"</?(?:p|li|ul|ol|h\d|pre|blockquote|table|thead|tbody|tr|td|th|section|hr|br)\b", re.IGNORECASE)
_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a text, and a little of what stands around them."""

    quote: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of some HTML, white space as single spaces, and where in the HTML each letter is from."""

    text: str
    places: tuple[tuple[int, int], ...]


def clean(passage: Passage) -> Passage:
    """As it is kept: single spaces, no longer than we keep."""
    quote, before, after = (" ".join(each.split()) for each in (passage.quote, passage.before, passage.after))
    return Passage(quote[:MAX_QUOTE].strip(), before[-MAX_AROUND:], after[:MAX_AROUND])


def words_of(html: str) -> Words:
    """The plain words of sanitised HTML."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for piece in _PIECES.finditer(html):
        raw = piece.group()
        if raw.startswith("<") and len(raw) > 1:
            letter = " " if _BLOCK.match(raw) else ""
        else:
            letter = entities.unescape(raw)
        if letter and letter.isspace():
            letter = " " if letters and letters[-1] != " " else ""
        for each in letter:
            letters.append(each)
            places.append(piece.span())
    return Words("".join(letters), tuple(places))


def locate(text: str, passage: Passage) -> tuple[int, int] | None:
    """From where to where the passage stands in a text of single spaces; None when it is gone.

    Its very words, those between the words around them first; else what now stands between those, if it is alike.
    """
    if not passage.quote:
        return None
    exact = list(_all(text, passage.quote)) or list(_all(text.casefold(), passage.quote.casefold()))
    if exact and len(text.casefold()) == len(text):
        best = max(exact, key=lambda start: _fit(text, start, start + len(passage.quote), passage))
        return best, best + len(passage.quote)
    return _between(text, passage)


def _all(text: str, words: str, most: int = 200) -> Iterable[int]:
    start = text.find(words)
    while start >= 0 and most:
        yield start
        most -= 1
        start = text.find(words, start + 1)


def _fit(text: str, start: int, end: int, passage: Passage) -> float:
    before, after = text[max(0, start - MAX_AROUND) : start], text[end : end + MAX_AROUND]
    return _common_end(before, passage.before) + _common_end(after[::-1], passage.after[::-1])


def _common_end(one: str, other: str) -> int:
    count = 0
    for a, b in zip(reversed(one.strip()), reversed(other.strip()), strict=False):
        if a != b:
            break
        count += 1
    return count


def _between(text: str, passage: Passage) -> tuple[int, int] | None:
    begin, finish = passage.before.strip()[-24:], passage.after.strip()[:24]
    starts = [at + len(begin) for at in _all(text, begin, 20)] if len(begin) > 7 else []
    ends = list(_all(text, finish, 20)) if len(finish) > 7 else []
    length = len(passage.quote)
    spans = [(start, end) for start in starts for end in ends if 0 < end - start < length * 2 + 40]
    spans += [(start, min(len(text), start + length + 1)) for start in starts]
    spans += [(max(0, end - length - 1), end) for end in ends]
    scored = [(_alike(text[start:end], passage.quote), start, end) for start, end in spans if end > start]
    score, start, end = max(scored, default=(0.0, 0, 0), key=lambda each: each[0])
    if score < _ALIKE:
        return None
    found = text[start:end]
    return start + len(found) - len(found.lstrip()), end - (len(found) - len(found.rstrip()))


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.strip(), other, autojunk=False).ratio()


def mark(html: str, spans: Iterable[tuple[int, int, str]], words: Words) -> str:
    """The HTML with each span (from, to, id) of its words in `<mark>`s, cut where elements begin and end."""
    opened: dict[int, list[str]] = {}
    for start, end, name in spans:
        for place in words.places[start:end]:
            if html[place[0]] != "<":
                opened.setdefault(place[0], []).append(name)
    if not opened:
        return html
    out: list[str] = []
    at, current = 0, ""
    named: set[str] = set()
    for piece in _PIECES.finditer(html):
        name = opened.get(piece.start(), [""])[0]
        if name != current and current:
            out.append("</mark>")
        if name and name != current:
            first = f' id="r-{name}"' if name not in named else ""
            named.add(name)
            out.append(f'<mark class="remark"{first} data-remark="{name}">')
        current = name
        out.append(piece.group())
        at = piece.end()
    return "".join(out) + ("</mark>" if current else "") + html[at:]
