"""Open a table whatever its form: which delimiter, is there a header, which column is what. Used by `reading`
alone."""

import gzip
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from folkmoot.graph.build import GraphError

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
NODE_NAMES: dict[str, tuple[str, ...]] = {
    "node": ("node", "id", "person", "name", "label"),
    "group": ("group", "department", "unit", "team", "school"),
}


class UnreadableFile(GraphError):
    """A file cannot be read as asked; the message names the file and the row."""


def open_table(
    file: Path, columns: dict[str, str], roles: Mapping[str, tuple[str, ...]], ragged: list[int] | None = None
) -> tuple[dict[str, int], Iterator[Any]]:
    """Which column plays which role, and the file's blocks (Arrow record batches of strings when it is text).

    ragged: takes one entry for every row left out for having too many or too few fields; None makes it an
    error.
    """
    if not file.is_file():
        raise UnreadableFile(f"{file}: there is no such file.")
    if file.suffix in (".parquet", ".pq"):
        import pyarrow.parquet as parquet

        try:
            table = parquet.ParquetFile(file)
        except Exception as error:
            raise UnreadableFile(f"{file}: not a Parquet file ({error}).") from error
        return _choose(file, list(table.schema_arrow.names), columns, roles, True), table.iter_batches()
    return _open_text(file, columns, roles, ragged)


def _stream(file: Path) -> Any:
    return gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb")


def _open_text(
    file: Path, columns: dict[str, str], roles: Mapping[str, tuple[str, ...]], ragged: list[int] | None
) -> tuple[dict[str, int], Iterator[Any]]:
    from pyarrow import ArrowInvalid, csv

    skipped, first = 0, ""
    try:
        with _stream(file) as stream:
            for raw in stream:
                first = raw.decode("utf-8-sig").strip()
                if first and first[0] not in "#%":
                    break
                skipped, first = skipped + 1, ""
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError) as error:
        raise UnreadableFile(f"{file}, row {skipped + 1}: not text in UTF-8 ({error}).") from error
    if not first:
        raise UnreadableFile(f"{file}: there are no rows.")
    delimiter = next((mark for mark in "\t,;" if mark in first), " ")
    fields = [part.strip('"') for part in (first.split() if delimiter == " " else first.split(delimiter))]
    known = {name for names in roles.values() for name in names} | {
        name.lower() for name in columns.values() if not name.isdigit()
    }
    header = any(part.lower() in known for part in fields)
    if not header and roles is NAMES and len(fields) == 2 and _is_counts(file, skipped, delimiter):
        skipped += 1  # ca-GrQc and its like: the first line is the number of nodes and of edges.
    chosen = _choose(file, fields, columns, roles, header)
    names = [f"c{number}" for number in range(len(fields))]
    try:
        reader = csv.open_csv(
            _squeezed(file) if delimiter == " " else _stream(file),
            read_options=csv.ReadOptions(
                column_names=names, skip_rows=skipped + header, block_size=8 << 20, use_threads=True
            ),
            parse_options=csv.ParseOptions(delimiter=delimiter, invalid_row_handler=_leave_out_into(ragged)),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, "string"), strings_can_be_null=False
            ),
        )
    except ArrowInvalid as error:
        raise UnreadableFile(f"{file}: {_first_sentence(error)}") from error
    return chosen, _batches(file, reader)


def _leave_out_into(ragged: list[int] | None) -> Callable[[Any], str]:
    def handle(row: Any) -> str:
        if ragged is None:
            return "error"
        ragged.append(row.actual_columns)
        return "skip"

    return handle


def _is_counts(file: Path, skipped: int, delimiter: str) -> bool:
    """Whether the first line states how many nodes and edges follow: as many rows as its second number
    says."""
    with _stream(file) as stream:
        lines = stream.read().splitlines()[skipped:]
    parts = (lines[0].split() if delimiter == " " else lines[0].split(delimiter.encode()))[:2]
    return all(part.isdigit() for part in parts) and int(parts[1]) == len([x for x in lines[1:] if x.strip()])


def _batches(file: Path, reader: Any) -> Iterator[Any]:
    from pyarrow import ArrowInvalid

    while True:
        try:
            yield reader.read_next_batch()
        except StopIteration:
            return
        except ArrowInvalid as error:
            raise UnreadableFile(f"{file}: {_first_sentence(error)}") from error


def _first_sentence(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:200].removeprefix("CSV parse error: ")


def _squeezed(file: Path) -> io.BytesIO:
    with _stream(file) as stream:
        lines = (b" ".join(line.split()) for line in stream)
        return io.BytesIO(b"\n".join(lines))


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
