"""Fills a database of an older revision with a row in each of its tables, and says what of them is there later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, select, types

Rows = Mapping[str, Mapping[str, Any]]
MOMENT = dt.datetime(2026, 11, 1, 9, 30)
VALUES: tuple[tuple[type[types.TypeEngine[Any]], Any], ...] = (
    (types.JSON, {"text": "旧瓷厂"}),
    (types.Boolean, True),
    (types.DateTime, MOMENT),
    (types.Date, MOMENT.date()),
    (types.Integer, 1),
    (types.Float, 1.5),
    (types.Numeric, Decimal("2.50")),
    (types.LargeBinary, b"\x00\x01"),
    (types.String, "旧old"),
)


def fill_tables(connection: Connection, skip: str = "sqlite_", given: Rows | None = None) -> Rows:
    """Adds a row with a value in every column to each table, and returns the rows by table. Tables whose names begin
    with `skip` are what a database makes for itself. `given` are values that not every row may have, by table."""
    rows: dict[str, dict[str, Any]] = {}
    for table in _reflect(connection).sorted_tables:
        if not table.name.startswith(skip) and not table.name.endswith(("_version", "_revision")):
            row = {column.name: _find_value(table, column, rows) for column in table.columns}
            rows[table.name] = row = row | dict((given or {}).get(table.name, {}))
            connection.execute(table.insert().values(row))
    return rows


def find_lost(connection: Connection, rows: Rows) -> list[str]:
    """Returns the names of the columns, and tables, that are still there and whose values of before are not."""
    lost = []
    for table in _reflect(connection).sorted_tables:
        kept = [table.c[name] for name in rows.get(table.name, ()) if name in table.c]
        found = [dict(row._mapping) for row in connection.execute(select(*kept))] if kept else []
        if kept and len(found) != 1:
            lost.append(f"{table.name}: {len(found)} rows")
        lost += [
            f"{table.name}.{name}: {rows[table.name][name]!r} became {value!r}"
            for row in found
            for name, value in row.items()
            if value != rows[table.name][name]
        ]
    return lost


def _reflect(connection: Connection) -> MetaData:
    metadata = MetaData()
    metadata.reflect(connection)
    return metadata


def _find_value(table: Table, column: Column[Any], rows: Rows) -> Any:
    for key in column.foreign_keys:
        if key.column.table is not table:
            return rows[key.column.table.name][key.column.name]
    value = next(value for kind, value in VALUES if isinstance(column.type, kind))
    if isinstance(column.type, types.DateTime) and column.type.timezone:
        return value.replace(tzinfo=dt.UTC)
    return value[: column.type.length] if isinstance(column.type, types.String) and column.type.length else value
