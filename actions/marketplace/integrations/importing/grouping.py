"""Turns the rows of a table into records, or into the problems of these rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from actions.marketplace.integrations.importing.columns import MOST_LINES, Kind, Values
from actions.marketplace.integrations.importing.kinds import Read, build_record, read_row
from actions.marketplace.integrations.importing.problems import Problem
from actions.marketplace.integrations.importing.records import Record
from actions.marketplace.integrations.importing.sources import RawRow


@dataclass(slots=True)
class Item:
    """Holds the content of one or several rows of a table (`lines`): a record, or problems, each with its line. `done`
    is the share of the file that has been read when this item is complete. `became` says how the record compares with
    the stored ones."""

    operator_id: str | None
    lines: list[int]
    record: Record | None
    problems: list[tuple[int, Problem]]
    done: float
    became: Literal["new", "changed", "unchanged"] | None = None

    @property
    def line(self) -> int:
        return self.lines[0]

    def refuse(self, problem: Problem) -> None:
        self.record = None
        self.problems.append((self.line, problem))


def read_items(kind: Kind, rows: Iterable[RawRow]) -> Iterator[Item]:
    """Yields an item for each row. If the kind has lines, rows with the same id that follow one another are one
    item."""
    group: list[tuple[RawRow, Read]] = []
    for row in rows:
        if row.problem is not None:
            if group:
                yield _make_item(kind, group)
                group = []
            yield Item(None, [row.line], None, [(row.line, Problem(row.problem))], row.done)
            continue
        if kind.line and group and _same_id(kind, group[0][0], row):
            group.append((row, read_row(kind, _inherit(kind, group[0][0], row))))
            continue
        if group:
            yield _make_item(kind, group)
        group = [(row, read_row(kind, row.cells))]
    if group:
        yield _make_item(kind, group)


def _same_id(kind: Kind, first: RawRow, row: RawRow) -> bool:
    here, there = row.cells.get(kind.id_column), first.cells.get(kind.id_column)
    return isinstance(here, str) and isinstance(there, str) and bool(here.strip()) and here.strip() == there.strip()


def _inherit(kind: Kind, first: RawRow, row: RawRow) -> dict[str, Any]:
    """Returns the cells of a further line of a record, such as an order. A cell that all lines share may be empty here,
    and is then taken from the first line."""
    shared = {name: cell for name, cell in first.cells.items() if name not in kind.line}
    return shared | {name: cell for name, cell in row.cells.items() if name in kind.line or cell not in ("", None)}


def _make_item(kind: Kind, group: list[tuple[RawRow, Read]]) -> Item:
    operator_id = group[0][1].values.get(kind.id_column)
    problems = [(row.line, problem) for row, read in group for problem in _find_problems(row, read)]
    lines = [row.line for row, _ in group]
    item = Item(operator_id, lines, None, problems, group[-1][0].done)
    if not problems:
        problems += _find_differences(kind, group)
    if len(group) > MOST_LINES:
        problems.append((lines[0], Problem("too_many_items", kind.id_column, str(operator_id), {"most": MOST_LINES})))
    if not problems:
        built = build_record(kind, [read.values for _, read in group], group[0][0].cells)
        if isinstance(built, Problem):
            problems.append((lines[0], built))
        else:
            item.record = built
    return item


def _find_problems(row: RawRow, read: Read) -> Sequence[Problem]:
    """Returns the problems of the cells of a row. If a row has a cell too many, only this is reported, because most
    other problems come from cells that stand in wrong columns."""
    return [Problem("too_many_cells")] if row.is_wide and read.problems else read.problems


def _find_differences(kind: Kind, group: list[tuple[RawRow, Read]]) -> Iterator[tuple[int, Problem]]:
    """Yields a problem for each cell of a further line that differs from the first line although it should be equal."""
    first: Values = group[0][1].values
    for row, read in group[1:]:
        for column in kind.columns:
            if column.name not in kind.line and read.values[column.name] != first[column.name]:
                value = str(row.cells.get(column.name, ""))[:80]
                yield row.line, Problem("differs", column.name, value, {"line": group[0][0].line})
