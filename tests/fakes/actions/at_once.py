"""Runs statements to SQLite where they are asked for. The thread that each connection has in production keeps a slow statement
from holding up all others, and takes a fifth of the time of a turn, which on a small database waits for nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from foundation.database import engine
from foundation.database.one_trip import OneTripConnection


class AtOnceConnection(OneTripConnection):
    """Lets only the statement that may wait for another connection go to the thread: the one that takes the write lock. Between
    two statements, others have their turn, as with the thread."""

    def __init__(self, database: str, **options: Any) -> None:
        super().__init__(database, **{**options, "check_same_thread": False})

    async def _execute(self, work: Any, *arguments: Any, **named: Any) -> Any:
        if self._connection is None or "BEGIN IMMEDIATE" in arguments:
            return await super()._execute(work, *arguments, **named)
        await asyncio.sleep(0)
        return work(*arguments, **named)


@contextmanager
def opened_at_once() -> Iterator[None]:
    """Gives the databases that are opened meanwhile such connections."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "OneTripConnection", AtOnceConnection)
        yield
