"""Read who answered whom and who took up what from a file, in the forms an edge list may have.

The columns are known by their names: `answerer, asker, topic, accepted` (and `time`) for mavens; `person, action,
time` for salesmen. People are those of an edge list; every bad row is named or counted. O(rows).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.learning import Uptakes, uptakes
from folkmoot.graph.opening import UnreadableFile, column_names, open_table
from folkmoot.graph.reading import moments
from folkmoot.graph.roles import Answers

Array = npt.NDArray[Any]
ANSWERS = ("answerer", "asker", "topic", "accepted")
UPTAKES = ("person", "action", "time")
_YES, _NO = ["1", "true", "yes", "1.0"], ["0", "false", "no", "none", "", "0.0"]


@dataclass(frozen=True, eq=False)
class Events:
    """What was read: answers, whose topics are numbers into `topics`, or uptakes. skipped: bad rows left out."""

    answers: Answers | None
    uptakes: Uptakes | None
    topics: list[str]
    skipped: int = 0


def read_events(path: str | Path, labels: Array, *, skip_bad: bool = False) -> Events:
    """Read answers or uptakes, told apart by the names of the columns.

    labels: the names of the nodes. skip_bad: leave out and count rows that cannot be used, or whose people are not
    among them; else the first raises UnreadableFile with its row.
    """
    file = Path(path)
    names = column_names(file)
    wanted = next((each for each in (ANSWERS, UPTAKES) if set(each) <= set(names)), None)
    if wanted is None:
        raise UnreadableFile(f"{file}: expected columns {', '.join(ANSWERS)} or {', '.join(UPTAKES)}.")
    asked = [*wanted, "time"] if wanted is ANSWERS and "time" in names else list(wanted)
    ragged: list[int] = []
    table = open_table(
        file, {name: name for name in asked}, {name: (name,) for name in asked}, ragged if skip_bad else None
    )
    blocks = list(table.blocks)
    if not sum(len(block) for block in blocks):
        raise UnreadableFile(f"{file}: there are no rows.")
    rows = _Rows(file, table.where, {name: _column(blocks, table.chosen[name]) for name in asked})
    found = _answers(rows, labels) if wanted is ANSWERS else _uptakes(rows, labels)
    keep = rows.kept(skip_bad)
    topics, values = found
    columns = [None if value is None else value[keep] for value in values]
    left_out = int((~keep).sum()) + len(ragged)
    if wanted is ANSWERS:
        return Events(Answers(*columns), None, topics, left_out)  # type: ignore[arg-type]
    return Events(None, uptakes(*columns, n=len(labels)), [], left_out)  # type: ignore[arg-type]


class _Rows:
    """The columns of a file as text, and what was found wrong with them."""

    def __init__(self, file: Path, where: Callable[[int], str], columns: dict[str, Any]) -> None:
        self.file, self.where, self.columns = file, where, columns
        self.wrong: list[tuple[Array, Callable[[int], str]]] = []

    def text(self, name: str) -> Any:
        import pyarrow.compute as pc

        return pc.utf8_trim_whitespace(pc.fill_null(self.columns[name].cast("string"), ""))

    def people(self, name: str, labels: Array) -> Array:
        """Node numbers, -1 for who is not in the ties."""
        import pyarrow as pa
        import pyarrow.compute as pc

        text = self.text(name)
        known = pa.array([str(label) for label in labels.tolist()], pa.string())
        numbers = np.asarray(pc.fill_null(pc.index_in(text, known), -1)).astype(np.int64)
        self.refuse(numbers < 0, lambda row: f"{name} “{text[row]}” is not in the ties")
        return numbers

    def numbered(self, name: str) -> tuple[Array, list[str]]:
        """Numbers for the values of a column, in their order; what is empty is wrong."""
        values = np.array(self.text(name).to_pylist(), dtype=object)
        self.refuse(values == "", lambda _: f"no {name}")
        names, numbers = np.unique(values.astype(str), return_inverse=True)
        return numbers, names.tolist()

    def times(self) -> Array:
        values, wrong = moments(self.columns["time"])
        self.refuse(wrong, lambda _: "a time that is neither a number nor a date")
        return values

    def refuse(self, wrong: Array, why: Callable[[int], str]) -> None:
        self.wrong.append((np.asarray(wrong, np.bool_), why))

    def kept(self, skip_bad: bool) -> Array:
        """Which rows can be used."""
        bad = np.logical_or.reduce([wrong for wrong, _ in self.wrong])
        if bad.any() and not skip_bad:
            row = int(np.argmax(bad))
            why = next(told for wrong, told in self.wrong if wrong[row])(row)
            told = f"{self.file}, {self.where(row + 1)}: {why}. --skip-bad leaves such rows out ({bad.sum()})."
            raise UnreadableFile(told)
        return ~bad


def _column(blocks: list[Any], place: int) -> Any:
    import pyarrow as pa

    return pa.chunked_array([block.column(place) for block in blocks])


def _answers(rows: _Rows, labels: Array) -> tuple[list[str], tuple[Array | None, ...]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    answerer, asker = rows.people("answerer", labels), rows.people("asker", labels)
    topic, topics = rows.numbered("topic")
    text = pc.utf8_lower(rows.text("accepted"))
    yes = np.asarray(pc.is_in(text, pa.array(_YES)))
    rows.refuse(
        ~(yes | np.asarray(pc.is_in(text, pa.array(_NO)))), lambda row: f"accepted is 0 or 1, not “{text[row]}”"
    )
    return topics, (answerer, asker, topic, yes, rows.times() if "time" in rows.columns else None)


def _uptakes(rows: _Rows, labels: Array) -> tuple[list[str], tuple[Array | None, ...]]:
    people = rows.people("person", labels)
    actions, _ = rows.numbered("action")
    return [], (people, actions, rows.times())
