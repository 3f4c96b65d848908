"""Reads the rows of tables in CSV, Excel and JSON Lines files, one after another."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from actions.marketplace.integrations.importing.columns import Column, Kind, heading_key
from actions.marketplace.integrations.importing.encodings import Looked, hash_file, look_at
from actions.marketplace.integrations.importing.kinds import KINDS, find_kind
from actions.marketplace.integrations.importing.problems import BadFile
from actions.marketplace.integrations.importing.workbooks import Workbook

TABLES = frozenset({".csv", ".tsv", ".txt"})
WORKBOOKS = frozenset({".xlsx", ".xlsm"})
LINES = frozenset({".jsonl", ".ndjson"})
HEADING_WITHIN = 10
"""The heading is one of this many first rows, because some tables begin with a title."""
LONGEST_LINE = 1024 * 1024
_DELIMITERS = (",", ";", "\t", "|")
Cells = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RawRow:
    """Holds the cells of a row by the names of their columns. `line` is the number of the row's line in the file, and
    `done` the share of the file, from 0 to 1, that has been read with it. `problem` says why the row cannot be read at
    all. A row `is_wide` if it has more cells than there are headings and the surplus cells are empty; the other cells
    may then stand in wrong columns."""

    line: int
    cells: Cells
    done: float
    problem: str | None = None
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Holds an open table. `label` is its name for people; `fingerprint` differs if the content differs. `headings`
    maps the names of columns to their headings in the file, and `unused` are the headings that no known column has. The
    first table of a workbook also has in `passed_over` the names of the sheets that hold no known table."""

    label: str
    kind: Kind
    fingerprint: str
    rows: Iterator[RawRow]
    headings: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()


@contextmanager
def open_tables(path: Path, kind: str | None, sheet: str | None) -> Iterator[Iterator[Table]]:
    """Opens the tables of a file: one table or, for a workbook, one for each sheet that holds a known kind. The tables
    come in the order in which they must be imported, and each must be read before the next.

    Raises:
        BadFile: nothing of the file can be read.
    """
    ending = path.suffix.lower()
    if ending in WORKBOOKS:
        looked = hash_file(path)
        with Workbook(path) as workbook:
            yield _open_sheets(path, workbook, looked, kind, sheet)
        return
    if ending not in TABLES | LINES:
        if not path.exists():
            raise BadFile("no_file", file=str(path))
        raise BadFile("unknown_ending", file=path.name)
    looked = look_at(path)
    newline = "" if ending in TABLES else None
    with path.open(encoding=looked.encoding, newline=newline) as file:
        opened = _open_csv(path, file, looked, kind) if ending in TABLES else _open_lines(path, file, looked, kind)
        yield iter([opened])


def _open_csv(path: Path, file: IO[str], looked: Looked, wanted: str | None) -> Table:
    rows = _csv_rows(path, file, looked)
    return _with_heading(path.name, path.stem, rows, looked.sha256, wanted)


def _csv_rows(path: Path, file: IO[str], looked: Looked) -> Iterator[tuple[int, list[str], float]]:
    first = file.readline(LONGEST_LINE)
    skipped = 0
    if first.lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's way to name the delimiter
        delimiter, skipped = first[4], 1
    else:
        delimiter = max(_DELIMITERS, key=first.count)
        file.seek(0)
    done = _Progress(file, looked.size)
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    csv.field_size_limit(LONGEST_LINE)
    while True:
        line = reader.line_num + 1 + skipped
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadFile("broken_table", file=path.name, line=line, reason=str(error)) from None
        if any(map(str.strip, row)):
            yield line, row, done.share()


class _Progress:
    """Says how much of a text file has been read, by the bytes that were taken from it."""

    def __init__(self, file: IO[str], size: int) -> None:
        self._buffer, self._size = getattr(file, "buffer", None), size

    def share(self) -> float:
        return min(1.0, self._buffer.tell() / self._size) if self._buffer is not None else 0.0


def _open_sheets(
    path: Path, workbook: Workbook, looked: Looked, wanted: str | None, sheet: str | None
) -> Iterator[Table]:
    if sheet is not None and sheet not in workbook.sheets:
        raise BadFile("no_such_sheet", file=path.name, sheet=sheet, sheets=", ".join(workbook.sheets))
    names = [sheet] if sheet is not None else list(workbook.sheets)
    alone = len(names) == 1
    found: list[tuple[int, str]] = []
    passed_over: list[str] = []
    for name in names:
        kind = wanted if alone else None
        try:
            table = _open_sheet(path, workbook, looked, name, kind, alone)
        except BadFile as bad:
            if alone or bad.code not in ("unknown_kind", "empty_file"):
                raise
            passed_over.append(name)
            continue
        found.append((list(KINDS).index(table.kind.name), name))
    if not found:
        raise BadFile("unknown_kind", file=path.name, kinds=", ".join(KINDS))
    for place, (_, name) in enumerate(sorted(found, key=lambda one: one[0])):
        table = _open_sheet(path, workbook, looked, name, wanted if alone else None, alone)
        yield table if place else replace(table, passed_over=tuple(passed_over))


def _open_sheet(path: Path, workbook: Workbook, looked: Looked, name: str, wanted: str | None, alone: bool) -> Table:
    label = path.name if alone else f"{path.name} [{name}]"
    rows = ((line, cells, 0.0) for line, cells in workbook.rows(name))
    stem = f"{path.stem} {name}" if alone else name
    return _with_heading(label, stem, rows, f"{looked.sha256}-{name}"[:100], wanted)


def _with_heading(
    label: str, stem: str, rows: Iterator[tuple[int, list[str], float]], fingerprint: str, wanted: str | None
) -> Table:
    """Finds the heading among the first rows, and returns the table of the rows below it."""
    before: list[list[str]] = []
    found: tuple[Kind, list[str]] | None = None
    for _, cells, _ in rows:
        before.append(cells)
        kind = KINDS[wanted] if wanted else find_kind(stem, cells)
        if kind is not None and sum(_column_of(kind, cell) is not None for cell in cells) >= min(2, len(kind.required)):
            found = kind, cells
            break
        if len(before) == HEADING_WITHIN:
            break
    if not before:
        raise BadFile("empty_file", file=label)
    if found is None:
        kind = KINDS[wanted] if wanted else find_kind(stem, before[0])
        if kind is None:
            raise BadFile("unknown_kind", file=label, kinds=", ".join(KINDS))
        found = kind, before[0]
    kind, heading = found
    places, headings, unused = _match(label, kind, heading)
    raw = (_raw_row(line, cells, done, places, len(heading)) for line, cells, done in rows)
    return Table(label, kind, fingerprint, raw, headings, unused)


def _column_of(kind: Kind, heading: str) -> Column | None:
    """Returns the column with this heading. If there is none, looks for the heading without words in brackets, such as
    单价 for 单价（USD）."""
    column = kind.by_heading.get(heading_key(heading))
    bare = heading.replace("（", "(").partition("(")[0]
    return column or kind.by_heading.get(heading_key(bare))


def _match(label: str, kind: Kind, heading: Sequence[str]) -> tuple[dict[int, str], dict[str, str], tuple[str, ...]]:
    """Returns three things: the names of the columns by their places, their headings in the file, and the headings that
    no known column has.

    Raises:
        BadFile: a required column is missing, or a column occurs twice.
    """
    places: dict[int, str] = {}
    headings: dict[str, str] = {}
    unused: list[str] = []
    for place, cell in enumerate(heading):
        column = _column_of(kind, cell)
        if column is None:
            unused += [cell.strip()] if cell.strip() else []
            continue
        if column.name in headings:
            raise BadFile("doubled_column", file=label, column=cell.strip())
        places[place], headings[column.name] = column.name, cell.strip()
    if missing := [column for column in kind.required if column.name not in headings]:
        named = (", ".join(one.name for one in missing), "、".join(one.zh for one in missing))
        raise BadFile(
            "missing_columns", file=label, columns=named, kind=(kind.name, kind.zh), unused=", ".join(unused) or "–"
        )
    return places, headings, tuple(unused)


def _raw_row(line: int, cells: list[str], done: float, places: Mapping[int, str], width: int) -> RawRow:
    if any(map(str.strip, cells[width:])):
        return RawRow(line, {}, done, "too_many_cells")
    found = {name: cells[place] for place, name in places.items() if place < len(cells)}
    return RawRow(line, found, done, is_wide=len(cells) > width)


def _open_lines(path: Path, file: IO[str], looked: Looked, wanted: str | None) -> Table:
    first = file.readline(LONGEST_LINE)
    file.seek(0)
    try:
        keys = list(json.loads(first))
    except (ValueError, TypeError, RecursionError):
        keys = []
    kind = KINDS[wanted] if wanted else find_kind(path.stem, keys)
    if kind is None:
        raise BadFile("unknown_kind", file=path.name, kinds=", ".join(KINDS))
    unused = tuple(str(key) for key in keys if _column_of(kind, str(key)) is None and key != "lines")
    return Table(path.name, kind, looked.sha256, _line_rows(file, kind, looked), {}, unused)


def _line_rows(file: IO[str], kind: Kind, looked: Looked) -> Iterator[RawRow]:
    line, read = 0, 0
    while text := file.readline(LONGEST_LINE):
        line += 1
        read += len(text.encode("utf-8", "surrogatepass"))
        done = min(1.0, read / looked.size)
        if not text.strip():
            continue
        try:
            given = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
        except (ValueError, RecursionError):
            given = None
        if not isinstance(given, dict):
            while len(text) == LONGEST_LINE and not text.endswith("\n"):
                text = file.readline(LONGEST_LINE)
            yield RawRow(line, {}, done, "bad_json")
            continue
        for cells in read_object(kind, given):
            yield RawRow(line, cells, done)


def read_object(kind: Kind, given: Mapping[str, Any]) -> Iterator[Cells]:
    """Yields the cells of the rows that a JSON object describes: one, or one for each of its `lines`."""
    nested = given.get("lines") if kind.line else None
    own = {column.name: make_cell(value) for key, value in given.items() if (column := _column_of(kind, str(key)))}
    if not isinstance(nested, list) or not nested or not all(isinstance(one, dict) for one in nested):
        yield own
        return
    for one in nested:
        inner = {column.name: make_cell(value) for key, value in one.items() if (column := _column_of(kind, str(key)))}
        yield own | inner


def make_cell(value: Any) -> Any:
    """Returns a value of JSON as the text of a cell. A list of texts or of prices becomes a list with semicolons; any
    other value without such a form is returned as it is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "; ".join(value)
    if isinstance(value, list) and all(
        isinstance(one, dict) and one.keys() == {"minimum", "unit_price"} for one in value
    ):
        return "; ".join(f"{one['minimum']}={one['unit_price']}" for one in value)
    return value
