"""Stores the refused rows with the reasons, for the console: for each file those that its last import refused, and for
each view those that are still refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.integrations.importing.grouping import Item
from actions.marketplace.integrations.importing.problems import Problem, say
from actions.marketplace.integrations.importing.tables import refused_rows

MOST = 1_000
"""The most rows that are kept of one source. The report beside a file has all of them."""
_rows = refused_rows.c


async def keep_refused(
    connection: AsyncConnection, source: str, kind: str, items: Sequence[Item], now: datetime
) -> None:
    """Stores the problems of the refused items, up to `MOST` for one source."""
    source = source[:200]
    rows = [_make_row(source, kind, item, line, one, now) for item in items for line, one in item.problems]
    if not rows:
        return
    counted = await connection.execute(select(func.count()).where(_rows.source == source))
    if room := MOST - counted.scalar_one():
        await connection.execute(refused_rows.insert(), rows[: max(room, 0)])


def _make_row(source: str, kind: str, item: Item, line: int, problem: Problem, now: datetime) -> dict[str, Any]:
    return {
        "source": source,
        "kind": kind,
        "line": line,
        "operator_id": storable(item.operator_id[:100]) if item.operator_id else None,
        "column": problem.column,
        "value": storable(problem.value[:80]),
        "at": now,
        **write_reasons(problem),
    }


def write_reasons(problem: Problem) -> dict[str, str]:
    """Returns the reason why a row was refused, in each language, for the columns `reason_…`."""
    return {
        f"reason_{language}": storable(say(problem.code, language, **problem.values)[:500]) for language in ("en", "zh")
    }


def storable(text: str) -> str:
    """Returns the text without characters that PostgreSQL cannot store."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


async def forget_refused(connection: AsyncConnection, source: str, ids: Iterable[str] | None = None) -> None:
    """Deletes the stored problems of a source: those of the rows with these ids, or all if `ids` is None."""
    of_source = delete(refused_rows).where(_rows.source == source[:200])
    if ids is None:
        await connection.execute(of_source)
    elif listed := [storable(one[:100]) for one in ids]:
        await connection.execute(of_source.where(_rows.operator_id.in_(listed)))


async def list_refused_ids(connection: AsyncConnection, source: str) -> list[str]:
    query = select(_rows.operator_id).where(_rows.source == source, _rows.operator_id.is_not(None)).distinct()
    return list((await connection.execute(query)).scalars())
