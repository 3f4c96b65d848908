"""Remembers the corrections that were made here in imported rows. An import of a changed row takes such a correction
back, and its preview says so before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.integrations.importing.tables import corrections
from foundation.database.statements import insert

_columns = corrections.c
AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Corrected:
    """Says to which value a column was corrected, by whom and when."""

    value: str
    by: str
    at: datetime


async def keep_corrections(
    connection: AsyncConnection, kind: str, operator_id: str | None, cells: Mapping[str, str], by: str, now: datetime
) -> None:
    """Records the cells to which a row was corrected. A row that no import has brought has no id, and nothing is
    recorded."""
    for column, value in cells.items() if operator_id is not None else ():
        row = {"kind": kind, "operator_id": operator_id, "column": column, "value": value, "by": by, "at": now}
        newest = insert(connection, corrections).values(row)
        same = {"index_elements": ["kind", "operator_id", "column"], "set_": {"value": value, "by": by, "at": now}}
        await connection.execute(newest.on_conflict_do_update(**same))


async def find_corrections(
    connection: AsyncConnection, kind: str, ids: Sequence[str]
) -> Mapping[str, Mapping[str, Corrected]]:
    """Returns the corrections of these rows by the operator's id and by the column."""
    found: dict[str, dict[str, Corrected]] = defaultdict(dict)
    for start in range(0, len(ids), AT_ONCE):
        some = _columns.operator_id.in_(ids[start : start + AT_ONCE])
        for row in await connection.execute(select(corrections).where(_columns.kind == kind, some)):
            found[row.operator_id][row.column] = Corrected(row.value, row.by, row.at)
    return found


async def forget_corrections(connection: AsyncConnection, kind: str, ids: Sequence[str]) -> None:
    """Deletes the corrections of rows that an import has written over."""
    for start in range(0, len(ids), AT_ONCE):
        some = _columns.operator_id.in_(ids[start : start + AT_ONCE])
        await connection.execute(delete(corrections).where(_columns.kind == kind, some))
