"""Knows every table of the gateway. A subject declares its own in its `tables.py`, and is found by
that name: a table cannot be forgotten in a list."""

from __future__ import annotations

from importlib import import_module

from sqlalchemy import MetaData

from bot.database.metadata import metadata as metadata
from bot.schema.found_by_name import find_modules


def _fill() -> MetaData:
    for name in find_modules("tables"):
        import_module(name)
    return metadata


_fill()
