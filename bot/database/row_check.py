"""Reads the rows of a backup and checks the type of every value, because SQLite would accept text
in a column of numbers, and a number in a column of times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, Boolean, Integer, String, Table

from foundation.database.columns import UtcDateTime


def read_row(table: Table, columns: Mapping[str, bool], values: Any) -> dict[str, Any]:
    """Returns a row of the backup as values for the database. `columns` maps the name of each
    column of the backup's revision to whether it may be null. A column that a later revision drops
    is left out.

    Raises:
        ValueError: the row has other columns, or a value of the wrong type.
    """
    if not isinstance(values, dict) or values.keys() != columns.keys():
        raise ValueError("other columns")
    kept = {name: value for name, value in values.items() if name in table.c}
    return {name: _read_value(table.c[name].type, columns[name], value) for name, value in kept.items()}


def _read_value(kind: Any, nullable: bool, value: Any) -> Any:
    if value is None:
        if not nullable:
            raise ValueError("a value is missing")
        return None
    if isinstance(kind, UtcDateTime):
        return _read_time(value)
    if isinstance(kind, Boolean):
        right = isinstance(value, bool)
    elif isinstance(kind, Integer):
        bits = 63 if isinstance(kind, BigInteger) else 31
        right = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << bits
    elif isinstance(kind, String):
        # `encode` raises UnicodeEncodeError, a ValueError, for a lone surrogate.
        right = isinstance(value, str) and bool(value.encode() or True)
    else:
        return value
    if not right:
        raise ValueError("another kind of value")
    return value


def _read_time(value: Any) -> dt.datetime:
    moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    if moment is None or moment.tzinfo is None:
        raise ValueError("not a time")
    return moment.astimezone(dt.UTC)
