"""Collects all tables of the gateway. Each package defines its tables in a module `tables.py`,
which is found by that name, so that no table can be forgotten."""

from __future__ import annotations

from importlib import import_module

from sqlalchemy import MetaData

from bot.database.found_by_name import find_modules
from foundation.database.columns import build_metadata


def collect_tables() -> MetaData:
    """Returns SQLAlchemy metadata with a copy of the tables of every package, so that foreign keys
    between packages work."""
    whole = build_metadata()
    for name in find_modules("tables"):
        for table in import_module(name).metadata.tables.values():
            table.to_metadata(whole)
    return whole


metadata = collect_tables()
