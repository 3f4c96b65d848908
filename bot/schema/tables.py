"""Knows every table of the gateway. A subject declares its own in its `tables.py`, and is found by
that name: a table cannot be forgotten in a list."""

from __future__ import annotations

from importlib import import_module

from sqlalchemy import MetaData

from bot.schema.found_by_name import find_modules
from foundation.database.columns import build_metadata


def collect_tables() -> MetaData:
    """Returns metadata with a copy of every subject's tables, which refer to each other."""
    whole = build_metadata()
    for name in find_modules("tables"):
        for table in import_module(name).metadata.tables.values():
            table.to_metadata(whole)
    return whole


metadata = collect_tables()
