"""Read who is tied to whom, and who is in which group, from a file; every bad row is named or counted.

Edge lists are CSV, TSV, whitespace (as SNAP publishes them, `#` comments) or Parquet, gzipped or not. A
header is recognised by its names; without one, columns are source, target, and, if there are more, weight and
time. Files stream through Arrow in blocks; names become numbers by dictionary encoding. O(rows).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import Combine, Graph, from_edges
from folkmoot.graph.opening import NAMES, NODE_NAMES, UnreadableFile, open_table

Array = npt.NDArray[Any]
Progress = Callable[[int], None]

MISSING = ("", "NA", "NULL", "null", "NaN", "nan")


@dataclass(frozen=True, eq=False)
class Edges:
    """Ties as read. sources, targets: int32 numbers into `labels`. times: float64 seconds (or the file's own
    unit).

    skipped: how many bad rows were left out. kinds: numbers into `kind_names`.
    """

    sources: Array
    targets: Array
    weights: Array | None
    times: Array | None
    kinds: Array | None
    labels: Array
    kind_names: list[str]
    skipped: int = 0

    def __len__(self) -> int:
        return len(self.sources)

    def graph(self, *, directed: bool = True, combine: Combine = "sum") -> Graph:
        """The graph of all ties; rows of one pair add up (their number counts when there are no weights)."""
        how: Combine = "count" if self.weights is None and self._repeats(directed) else combine
        return from_edges(
            self.sources, self.targets, self.weights, n=len(self.labels), directed=directed, combine=how
        )

    def _repeats(self, directed: bool) -> bool:
        low, high = self.sources.astype(np.int64), self.targets.astype(np.int64)
        if not directed:
            low, high = np.minimum(low, high), np.maximum(low, high)
        keys = np.sort(low * len(self.labels) + high)
        return bool((keys[1:] == keys[:-1]).any())


@dataclass(frozen=True, eq=False)
class Nodes:
    """What a node table says of the nodes of a graph: groups are numbers into `group_names`, -1 when not
    given. unknown: how many in the table are not in the graph. skipped: how many bad rows were left out."""

    groups: Array
    group_names: list[str]
    unknown: int = 0
    skipped: int = 0


def read_edges(
    path: str | Path,
    *,
    columns: dict[str, str] | None = None,
    skip_bad: bool = False,
    progress: Progress | None = None,
) -> Edges:
    """Read an edge list.

    columns: the file's own names (or numbers from 0) for "source", "target", "weight", "time", "kind".
    skip_bad: leave bad rows out and count them; else the first raises UnreadableFile with its row.
    progress: called with the bytes or rows read so far.
    """
    file = Path(path)
    ragged: list[int] = []
    table = open_table(file, columns or {}, NAMES, ragged if skip_bad else None)
    gathered: dict[str, list[Any]] = {role: [] for role in table.chosen}
    seen = 0
    for block in table.blocks:
        for role, position in table.chosen.items():
            gathered[role].append(block.column(position))
        seen += block.nbytes
        if progress:
            progress(seen)
    if not gathered["source"] or not any(len(part) for part in gathered["source"]):
        raise UnreadableFile(f"{file}: there are no rows.")
    columns_read = {role: _joined(parts) for role, parts in gathered.items()}
    return _assemble(file, columns_read, table.where, skip_bad, len(ragged))


def read_nodes(
    path: str | Path,
    labels: Array,
    *,
    columns: dict[str, str] | None = None,
    skip_bad: bool = False,
) -> Nodes:
    """Read which group each node of `labels` is in.

    A node twice in the table is an error unless skip_bad: then what is said first counts. Nodes that the table knows
    and the graph does not are common (people without ties) and only counted; that it knows none is an error.
    """
    file, ragged = Path(path), list[int]()
    table = open_table(file, columns or {}, NODE_NAMES, ragged if skip_bad else None)
    chosen = table.chosen
    if "group" not in chosen:
        raise UnreadableFile(f"{file}: no column of groups; name it with --group-column.")
    parts = list(table.blocks)
    names = _joined([block.column(chosen["node"]) for block in parts]).cast("string").to_pylist()
    found = _joined([block.column(chosen["group"]) for block in parts]).cast("string").to_pylist()
    place = {str(name): number for number, name in enumerate(labels.tolist())}
    groups = np.full(len(labels), -1, np.int32)
    group_numbers: dict[str, int] = {}
    told: set[int] = set()
    unknown = repeated = 0
    for row, (name, group) in enumerate(zip(names, found, strict=True), start=1):
        number = place.get(name)
        if number is None:
            unknown += 1
        elif number not in told:
            told.add(number)
            if group is not None and group not in MISSING:
                groups[number] = group_numbers.setdefault(group, len(group_numbers))
        elif skip_bad:
            repeated += 1
        else:
            raise UnreadableFile(
                f"{file}, {table.where(row)}: “{name}” is there twice. --skip-bad leaves such rows out."
            )
    if not told:
        raise UnreadableFile(f"{file}: none of its {len(names)} nodes is in the ties.")
    return Nodes(groups, list(group_numbers), unknown, repeated + len(ragged))


def _joined(parts: list[Any]) -> Any:
    import pyarrow as pa

    return pa.chunked_array(parts) if parts else pa.chunked_array([], pa.string())


def _assemble(file: Path, columns: dict[str, Any], where: Callable[[int], str], skip_bad: bool, ragged: int) -> Edges:
    import pyarrow.compute as pc

    rows = len(columns["source"])
    bad = np.zeros(rows, bool)
    why: dict[str, Array] = {}
    for role in ("source", "target"):
        text = columns[role].cast("string")
        empty = np.asarray(pc.fill_null(pc.equal(pc.utf8_trim_whitespace(text), ""), True))
        why[f"no {role}"] = empty
        bad |= empty
    numbers: dict[str, Array] = {}
    if "weight" in columns:
        numbers["weight"], wrong = _numbers(columns["weight"])
        why["a weight that is not a number of 0 or more"] = wrong = wrong | (numbers["weight"] < 0)
        bad |= wrong
    if "time" in columns:
        numbers["time"], wrong = moments(columns["time"])
        why["a time that is neither a number nor a date"] = wrong
        bad |= wrong
    if bad.any() and not skip_bad:
        row = int(np.argmax(bad))
        reason = next(text for text, mask in why.items() if mask[row])
        raise UnreadableFile(f"{file}, {where(row + 1)}: {reason}. --skip-bad leaves such rows out ({bad.sum()}).")
    keep = ~bad
    if not keep.any():
        raise UnreadableFile(f"{file}: none of {rows} rows can be used.")
    sources, targets, labels = _numbered(columns["source"], columns["target"], keep if bad.any() else None)
    kinds, kind_names = None, []
    if "kind" in columns:
        coded = columns["kind"].cast("string").combine_chunks().dictionary_encode()
        kinds = np.asarray(coded.indices.fill_null(-1))[keep]
        kind_names = [str(name) for name in coded.dictionary.to_pylist()]
    chosen = {role: values[keep] for role, values in numbers.items()}
    return Edges(
        sources,
        targets,
        chosen.get("weight"),
        chosen.get("time"),
        kinds,
        labels,
        kind_names,
        int(bad.sum()) + ragged,
    )


def _numbered(sources: Any, targets: Any, keep: Array | None) -> tuple[Array, Array, Array]:
    """Numbers for names: in numeric order when all are whole numbers, in order of appearance otherwise."""
    import pyarrow as pa

    rows = len(sources)
    both = pa.chunked_array([*sources.cast("string").chunks, *targets.cast("string").chunks])
    coded = both.combine_chunks().dictionary_encode()
    codes = np.asarray(coded.indices.fill_null(0)).astype(np.int32)
    sides = codes[:rows], codes[rows:]
    if keep is not None:
        sides = sides[0][keep], sides[1][keep]
    names = np.array(coded.dictionary.to_pylist(), dtype=object)
    used = np.zeros(len(names), bool)
    used[sides[0]] = used[sides[1]] = True
    order = np.flatnonzero(used)
    if all(str(name).isdigit() for name in names[order]):
        order = order[np.argsort(np.array([int(name) for name in names[order]], dtype=object), kind="stable")]
    place = np.empty(len(names), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return place[sides[0]], place[sides[1]], names[order]


def _numbers(column: Any) -> tuple[Array, Array]:
    """Numbers of a column, and which are none."""
    import pyarrow as pa

    try:
        values = np.asarray(column.cast("float64").to_numpy(), dtype=np.float64)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        values = np.array([_number(text) for text in column.cast("string").to_pylist()])
    return values, ~np.isfinite(values)


def _number(text: str | None) -> float:
    try:
        return float(text or "nan")
    except ValueError:
        return float("nan")


def _iso(text: str) -> str:
    """12/31/2023 (month first, as Viva Insights exports it) as 2023-12-31; anything else without its Z."""
    parts = text.split("/")
    if len(parts) == 3 and all(part.isdigit() for part in parts):
        return f"{parts[2]}-{parts[0]:0>2}-{parts[1]:0>2}"
    return text.removesuffix("Z")


def moments(column: Any) -> tuple[Array, Array]:
    """Times as numbers: numbers stay as they are, dates and moments become Unix seconds."""
    import pyarrow as pa

    values, wrong = np.zeros(len(column)), np.ones(len(column), bool)
    if not pa.types.is_temporal(column.type):
        values, wrong = _numbers(column)
    if wrong.all():
        text = [part or "NaT" for part in column.cast("string").to_pylist()]
        try:
            moments = np.array([_iso(part) for part in text], dtype="datetime64[us]")
        except ValueError:
            moments = np.array([_moment(part) for part in text], dtype="datetime64[us]")
        values, wrong = moments.astype(np.int64) / 1e6, np.isnat(moments)
    return values, wrong


def _moment(text: str) -> Any:
    try:
        return np.datetime64(_iso(text), "us")
    except ValueError:
        return np.datetime64("NaT")
