"""Pure computing: what was asked, how good an answer is, and what may have been meant."""

import difflib
import html
import re
import unicodedata
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

START, STOP = "\ue000", "\ue001"  # around found words; private letters that no text keeps
_WORD = re.compile(r"\w+")
_SPECIAL = re.compile(r"[\"“”]|(?:^|\s)-\w|\bor\b", re.IGNORECASE)


def fold(text: str) -> str:
    """Small letters without accents, as the index has them."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ẞ", "ss"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


def words_of(text: str) -> list[str]:
    return _WORD.findall(fold(text))[:12]


def has_signs(text: str) -> bool:
    """Whether the asker used quotes, a minus or "or", and so said exactly what is meant."""
    return _SPECIAL.search(text) is not None


def prefix_query(text: str) -> str:
    """All words, the last one as the beginning of a word; empty where the asker used signs of their own."""
    words = words_of(text)
    if not words or has_signs(text) or len(words[-1]) < 2:
        return ""
    return " & ".join([f"'{word}'" for word in words[:-1]] + [f"'{words[-1]}':*"])


def correction(asked: str, titles: Iterable[str]) -> str:
    """What the asker may have meant, from words in titles they may see; empty when nothing is near."""
    known = {word for title in titles for word in words_of(title) if len(word) > 2}
    changed = []
    for word in words_of(asked):
        near = difflib.get_close_matches(word, known, n=1, cutoff=0.7) if len(word) > 2 else []
        changed.append(word if word in known or not near else near[0])
    better = " ".join(changed)
    return better if better != " ".join(words_of(asked)) else ""


def marked(headline: str) -> SafeString:
    """A headline with the found words in `<mark>`; everything else in it is text, whatever it looks like."""
    safe = escape(html.unescape(headline).replace("\xa0", " "))
    return mark_safe(safe.replace(START, "<mark>").replace(STOP, "</mark>"))  # noqa: S308 - escaped just above
