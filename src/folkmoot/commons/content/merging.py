"""Three texts into one: what two people made of the same beginning, without losing a word of either.

By lines first. Where both changed the same lines, by words, as long as their changes stay well apart; what is left
is a conflict, and stands in the proposal twice, between marks that a person takes away.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MINE, BETWEEN, THEIRS = "<<<<<<<", "=======", ">>>>>>>"
_TOKENS = re.compile(r"\s+|[^\s]+")
_LEFT_OVER = re.compile(rf"^{MINE} .*\n(?:.*\n)*?{BETWEEN}\n(?:.*\n)*?{THEIRS} ", re.MULTILINE)
# Words between two people's changes that make them two changes and not one.
_APART = 6


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch that is settled (`text`), or one where `mine` and `theirs` cannot both be had."""

    text: tuple[str, ...] = ()
    mine: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    is_conflict: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """What came out: the text, and how many places a person has to decide about."""

    text: str
    conflict_count: int = 0


def merge(base: str, mine: str, theirs: str, *, my_name: str = "", their_name: str = "") -> Merged:
    """Both changes of `base` in one text. Equal to one of them where the other changed nothing."""
    lines: list[str] = []
    conflicts = 0
    for chunk in _chunks(base.splitlines(), mine.splitlines(), theirs.splitlines(), apart=0, refine=True):
        if chunk.is_conflict:
            conflicts += 1
            lines += [f"{MINE} {my_name}".rstrip(), *chunk.mine, BETWEEN]
            lines += [*chunk.theirs, f"{THEIRS} {their_name}".rstrip()]
        else:
            lines += chunk.text
    end = "\n" if _merge_one(base.endswith("\n"), mine.endswith("\n"), theirs.endswith("\n")) and lines else ""
    return Merged("\n".join(lines) + end, conflicts)


def merge_value(base: str, mine: str, theirs: str) -> tuple[str, bool]:
    """One short value (a title): whoever changed it has it; both differently is a conflict, and mine is given."""
    if mine in (base, theirs):
        return theirs, False
    return mine, theirs != base


def merge_names(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Names put in by either are in, those taken out by either are out."""
    gone = (set(base) - set(mine)) | (set(base) - set(theirs))
    return [name for name in dict.fromkeys([*theirs, *mine]) if name not in gone]


def has_marks(text: str) -> bool:
    """Whether a merge's marks still stand in a text."""
    return _LEFT_OVER.search(text) is not None


def _merge_one(base: bool, mine: bool, theirs: bool) -> bool:
    return theirs if mine == base else mine


def _chunks(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str], *, apart: int, refine: bool
) -> list[Chunk]:
    found: list[Chunk] = []
    at, at_mine, at_theirs = 0, 0, 0
    for start, end, to_mine, to_theirs in _shared(base, mine, theirs, apart):
        before = tuple(base[at:start])
        a, b = tuple(mine[at_mine:to_mine]), tuple(theirs[at_theirs:to_theirs])
        if a in (before, b):
            found.append(Chunk(b))
        elif b == before:
            found.append(Chunk(a))
        else:
            found.append((_by_words(before, a, b) if refine else None) or Chunk((), a, b, is_conflict=True))
        found.append(Chunk(tuple(base[start:end])))
        length = end - start
        at, at_mine, at_theirs = end, to_mine + length, to_theirs + length
    return [chunk for chunk in found if chunk.text or chunk.is_conflict]


def _shared(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str], apart: int
) -> list[tuple[int, int, int, int]]:
    """Stretches of `base` that stand in both others: (start, end, start in mine, start in theirs); the last is
    the empty one at the end. Stretches of less than `apart` do not count as keeping changes apart."""
    left, right = _blocks(base, mine), _blocks(base, theirs)
    found = []
    i = j = 0
    while i < len(left) and j < len(right):
        (a, a_mine, a_size), (b, b_theirs, b_size) = left[i], right[j]
        start, end = max(a, b), min(a + a_size, b + b_size)
        is_edge = start == 0 or end == len(base)
        if end - start > (0 if is_edge else apart):
            found.append((start, end, a_mine + start - a, b_theirs + start - b))
        if a + a_size <= b + b_size:
            i += 1
        else:
            j += 1
    return [*found, (len(base), len(base), len(mine), len(theirs))]


def _blocks(base: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int]]:
    # Exact on texts that people write; on walls of lines the quicker way, which only finds less in common.
    matcher = SequenceMatcher(None, base, other, autojunk=len(base) > 2000)
    return [(block.a, block.b, block.size) for block in matcher.get_matching_blocks() if block.size]


def _by_words(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Chunk | None:
    """The same lines changed by both, when the changes stay apart in them; None when they do not."""
    if not base or not mine or not theirs:
        return None
    words = [_TOKENS.findall("\n".join(lines)) for lines in (base, mine, theirs)]
    if max(map(len, words)) > 6000:
        return None
    chunks = _chunks(*words, apart=_APART, refine=False)
    if any(chunk.is_conflict for chunk in chunks):
        return None
    return Chunk(tuple("".join(piece for chunk in chunks for piece in chunk.text).split("\n")))
