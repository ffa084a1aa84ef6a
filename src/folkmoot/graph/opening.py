"""Open a table whatever its form: which delimiter, is there a header, which column is what. Used by `reading`
alone."""

from collections.abc import Callable, Iterator, Mapping
from csv import reader
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from folkmoot.graph.build import GraphError
from folkmoot.graph.lines import DAMAGED, LONGEST, Lines, UnreadableFile, damaged, fault, stream_of

NAMES: dict[str, tuple[str, ...]] = {
    "source": ("source", "src", "from", "sender", "u", "primarycollaborator_personid", "id1"),
    "target": (
        "target",
        "dst",
        "to",
        "recipient",
        "receiver",
        "v",
        "b",
        "secondarycollaborator_personid",
        "id2",
    ),
    "weight": ("weight", "w", "count", "strong_tie_score"),
    "time": ("time", "timestamp", "t", "date", "day", "at", "metricdate"),
    "kind": ("kind", "type", "relation"),
}
PARQUET = (".parquet", ".pq")
NODE_NAMES: dict[str, tuple[str, ...]] = {
    "node": ("node", "id", "person", "name", "label"),
    "group": ("group", "department", "unit", "team", "school"),
}


@dataclass(frozen=True, eq=False)
class Table:
    """What is in a file: which column plays which role, its blocks (Arrow record batches, of strings when it is
    text), and how to name a row of it, counted from 1."""

    chosen: dict[str, int]
    blocks: Iterator[Any]
    where: Callable[[int], str]


def open_table(
    file: Path, columns: dict[str, str], roles: Mapping[str, tuple[str, ...]], ragged: list[int] | None = None
) -> Table:
    """Open a table and find its columns.

    ragged: takes one entry for every row left out for having too many or too few fields or for not being text;
    None makes the first an error.
    """
    _must_exist(file)
    if not file.is_file():
        raise UnreadableFile(f"{file}: not a file that can be read twice; write it to one first.")
    if file.suffix in PARQUET:
        table = _parquet(file)
        chosen = _choose(file, list(table.schema_arrow.names), columns, roles, True)
        return Table(chosen, _batches(file, table.iter_batches(), None, 0, " "), lambda row: f"row {row}")
    return _open_text(file, columns, roles, ragged)


def column_names(file: Path) -> list[str]:
    """What the first line of a text file, or the schema of a Parquet file, calls the columns."""
    _must_exist(file)
    if file.suffix in PARQUET:
        return list(_parquet(file).schema_arrow.names)
    return _fields(_first_line(file)[1])[1]


def read_lines(file: Path) -> list[tuple[int, str]]:
    """The filled lines of a text file, with their numbers. Raises UnreadableFile."""
    _must_exist(file)
    try:
        text = Lines(file, squeeze=False, before=0, bad=None).read().decode("utf-8-sig")
    except DAMAGED as error:
        raise damaged(file, error) from error
    return [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def _must_exist(file: Path) -> None:
    if file.is_dir():
        raise UnreadableFile(f"{file}: this is a folder, not a file.")
    if not file.exists():
        raise UnreadableFile(f"{file}: there is no such file.")


def _open_text(
    file: Path, columns: dict[str, str], roles: Mapping[str, tuple[str, ...]], ragged: list[int] | None
) -> Table:
    from pyarrow import ArrowInvalid, csv

    skipped, first = _first_line(file)
    delimiter, fields = _fields(first)
    header = _is_header([part.lower() for part in fields], columns, roles)
    if not header and roles is NAMES and len(fields) == 2 and _is_counts(file, skipped, delimiter):
        skipped += 1  # ca-GrQc and its like: the first line is the number of nodes and of edges.
    chosen = _choose(file, fields, columns, roles, header)
    names = [f"c{number}" for number in range(len(fields))]
    lines = Lines(file, squeeze=delimiter == " ", before=skipped + header, bad=ragged)
    try:
        parsed = csv.open_csv(
            lines,
            read_options=csv.ReadOptions(column_names=names, block_size=8 << 20, use_threads=True),
            parse_options=csv.ParseOptions(delimiter=delimiter, invalid_row_handler=_leave_out_into(ragged)),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, "string"), strings_can_be_null=False
            ),
        )
    except (ArrowInvalid, GraphError, *DAMAGED) as error:
        if not lines.error and "Empty CSV" in str(error):
            raise UnreadableFile(f"{file}: there are no rows.") from error
        raise _unreadable(file, error, lines, len(names), delimiter) from error
    return Table(chosen, _batches(file, parsed, lines, len(names), delimiter), lines.where)


def _parquet(file: Path) -> Any:
    import pyarrow.parquet as parquet

    try:
        return parquet.ParquetFile(file)
    except Exception as error:
        raise UnreadableFile(f"{file}: not a Parquet file ({_first_sentence(error)}).") from error


def _fields(line: str) -> tuple[str, list[str]]:
    """What divides a line (of tab, comma and semicolon the commonest outside quotes; else white space), and its
    parts."""
    bare = "".join(line.split('"')[::2])
    delimiter = max("\t,;", key=bare.count)
    if delimiter not in bare:
        return " ", [part.strip('"') for part in line.split()]
    return delimiter, [part.strip() for part in next(reader([line], delimiter=delimiter))]


def _is_header(fields: list[str], columns: dict[str, str], roles: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether the first line names columns. A short name alone (“b”, “to”) may be somebody's."""
    if any(name.lower() in fields for name in columns.values() if not name.isdigit()):
        return True
    known = [name for names in roles.values() for name in names if name in fields]
    return len(known) > 1 or any(len(name) > 2 for name in known)


def _first_line(file: Path) -> tuple[int, str]:
    """How many lines are comments or empty, and the first that is neither."""
    skipped = 0
    try:
        with stream_of(file) as stream:
            while raw := stream.readline(LONGEST + 1):
                if reason := fault(raw):
                    raise UnreadableFile(f"{file}, row {skipped + 1}: {reason}.")
                first = raw.decode("utf-8-sig").strip()
                if first and first[0] not in "#%":
                    return skipped, first
                skipped += 1
    except DAMAGED as error:
        raise damaged(file, error) from error
    raise UnreadableFile(f"{file}: there are no rows.")


def _leave_out_into(ragged: list[int] | None) -> Callable[[Any], str]:
    def handle(row: Any) -> str:
        if ragged is None:
            return "error"
        ragged.append(row.actual_columns)
        return "skip"

    return handle


def _is_counts(file: Path, skipped: int, delimiter: str) -> bool:
    """Whether the first line states how many nodes and edges follow: both must be right.

    In a few rows that may be by chance, as in the path 2 1, 1 2; there, no node may be called by the first number.
    """
    mark = None if delimiter == " " else delimiter.encode()
    try:
        with stream_of(file) as stream:
            for _ in range(skipped):
                stream.readline()
            parts = [part.strip() for part in stream.readline().split(mark)][:2]
            if len(parts) < 2 or not all(part.isdigit() for part in parts):
                return False
            rows = sum(1 for line in stream if line.strip())
            if int(parts[1]) != rows:
                return False
            stream.seek(0)
            for _ in range(skipped + 1):
                stream.readline()
            nodes = {part.strip() for line in stream if line.strip() for part in line.split(mark)[:2]}
            return len(nodes) == int(parts[0]) and (rows >= 100 or parts[0] not in nodes)
    except DAMAGED as error:
        raise damaged(file, error) from error


def _batches(file: Path, source: Any, lines: Lines | None, fields: int, delimiter: str) -> Iterator[Any]:
    from pyarrow import ArrowInvalid

    try:
        yield from source
    except (ArrowInvalid, OSError, GraphError, *DAMAGED) as error:
        raise _unreadable(file, error, lines, fields, delimiter) from error


def _unreadable(file: Path, error: Exception, lines: Lines | None, fields: int, delimiter: str) -> UnreadableFile:
    """What to tell of an error of the parser."""
    if lines is not None and lines.error is not None:
        return lines.error
    if lines is not None and "Expected" in str(error):
        again = Lines(file, squeeze=lines.squeeze, before=lines.before, bad=None)
        text = again.read().decode("utf-8-sig").splitlines()
        for row, line in enumerate((line for line in text if line), 1):
            found = len(next(reader([line], delimiter=delimiter), []))
            if found != fields:
                what = "1 field" if found == 1 else f"{found} fields"
                told = f"{what} where {fields} are expected. --skip-bad leaves such rows out."
                return UnreadableFile(f"{file}, {again.where(row)}: {told}")
    return UnreadableFile(f"{file}: {_first_sentence(error)}")


def _first_sentence(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:200].removeprefix("CSV parse error: ")


def _choose(
    file: Path,
    fields: list[str],
    columns: dict[str, str],
    roles: Mapping[str, tuple[str, ...]],
    header: bool,
) -> dict[str, int]:
    lower = [name.lower() for name in fields]
    taken = {int(name) for name in columns.values() if name.isdigit()}
    chosen: dict[str, int] = {}
    for position, (role, names) in enumerate(roles.items()):
        asked = columns.get(role)
        if asked is not None:
            if asked in fields and header:
                chosen[role] = fields.index(asked)
            elif asked.isdigit() and int(asked) < len(fields):
                chosen[role] = int(asked)
            else:
                raise UnreadableFile(f"{file}: no column “{asked}”; there are {', '.join(fields)}.")
        elif header:
            place = next((lower.index(name) for name in names if name in lower), None)
            if place is not None:
                chosen[role] = place
        elif position < min(len(fields), 4) and position not in taken:
            chosen[role] = position
    for position, role in enumerate(list(roles)[:2]):
        if role == "group":
            continue
        if role not in chosen:
            if position >= len(fields):
                raise UnreadableFile(f"{file}: one column only; an edge list has a source and a target.")
            chosen[role] = position
    return chosen
