"""Runs a command's work with a database, and reports in one line when the database is away."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from foundation.commands import run_command
from foundation.database.announcing import Database
from foundation.database.outages import DatabaseUnavailable

T = TypeVar("T")

OpenDatabase = Callable[[], Database]
"""Opens the database that the settings name. It is called only when a command runs."""


def run_with_database(open_database: OpenDatabase, work: Callable[[Database], Coroutine[Any, Any, T]]) -> T:
    """Returns what `work` returns. If the database is away, the process ends with one line and
    status 1."""

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
