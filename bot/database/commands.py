"""Runs a command's work with the gateway's database, and reports in one line when the database is
away."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from bot.database.engine import Database
from foundation.commands import run_command
from foundation.database.outages import DatabaseUnavailable

T = TypeVar("T")


def run_with_database(url: str, work: Callable[[Database], Coroutine[Any, Any, T]]) -> T:
    """Returns what `work` returns. If the database is away, the process ends with one line and
    status 1."""

    async def run() -> T:
        database = Database(url)
        try:
            return await work(database)
        finally:
            await database.close()

    return run_command(run(), _explain)


def _explain(error: Exception) -> str | None:
    if isinstance(error, DatabaseUnavailable):
        return f"caravan: the database is not available, or not migrated yet: {error.__cause__}"
    return None
