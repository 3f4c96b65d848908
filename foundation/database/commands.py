"""Runs the work of a command line program on a database, and reports in one line of text if the
database cannot be reached."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from foundation.commands import run_command
from foundation.database.announcing import Database
from foundation.database.outages import DatabaseUnavailable

T = TypeVar("T")

OpenDatabase = Callable[[], Database]
"""A function that opens the database that the settings name. The function is called only when a
command runs."""


def run_with_database(open_database: OpenDatabase, work: Callable[[Database], Coroutine[Any, Any, T]]) -> T:
    """Runs `work` on the opened database and returns its result. If the database cannot be reached,
    prints one line and exits with status 1."""

    async def run() -> T:
        database = open_database()
        try:
            return await work(database)
        finally:
            await database.close()

    return run_command(run(), _explain)


def _explain(error: Exception) -> str | None:
    if isinstance(error, DatabaseUnavailable):
        return f"caravan: the database is not available, or not migrated yet: {error.__cause__}"
    return None
