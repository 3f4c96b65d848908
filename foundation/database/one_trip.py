"""Runs SQLite through aiosqlite, with only one trip to the thread of the connection for each statement.

By itself, aiosqlite makes four trips: for a new cursor, the statement, its rows and the end of the cursor. A trip costs more
than most statements do, so the beginning of a transaction that only reads goes along with its first statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

import aiosqlite

FIRST_ROWS = 500
"""How many rows are fetched together with the statement. The rest of a longer result is fetched when it is asked
for."""


class OneTripConnection(aiosqlite.Connection):
    """Represents an aiosqlite connection with the methods that SQLAlchemy uses."""

    def __init__(self, database: str, **options: Any) -> None:
        super().__init__(partial(sqlite3.connect, database, **options), iter_chunk_size=FIRST_ROWS)
        self._thread.daemon = True  # so that it does not keep the process alive; SQLAlchemy sets the same
        self._begins = False

    def begin_with_next(self) -> None:
        """Begins a transaction when the next statement comes, which is when SQLite takes the snapshot that it reads."""
        self._begins = True

    def take_begin(self) -> bool:
        """Returns whether a transaction begins with the statement that is now sent."""
        begins, self._begins = self._begins, False
        return begins

    async def commit(self) -> None:
        await self._end(super().commit)

    async def rollback(self) -> None:
        await self._end(super().rollback)

    async def _end(self, end: Callable[[], Awaitable[None]]) -> None:
        if not self.take_begin():  # otherwise no statement was sent in this transaction
            await end()

    async def cursor(self) -> _Cursor:  # type: ignore[override]
        return _Cursor(self)

    async def on_thread(self, work: Any, *arguments: Any) -> Any:
        return await self._execute(work, *arguments)  # type: ignore[no-untyped-call]

    @property
    def plain(self) -> sqlite3.Connection:
        return self._conn


class _Cursor:
    """Has those methods of a cursor that SQLAlchemy uses. The cursor of sqlite3 is kept only as long as rows are left
    to fetch."""

    def __init__(self, connection: OneTripConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self._rest: sqlite3.Cursor | None = None
        self.description: Any = None
        self.lastrowid: int | None = None
        self.rowcount = -1

    async def execute(self, statement: str, parameters: Any = ()) -> None:
        await self._send(sqlite3.Cursor.execute, statement, parameters)

    async def executemany(self, statement: str, parameters: Any) -> None:
        await self._send(sqlite3.Cursor.executemany, statement, parameters)

    async def _send(self, execute: Any, statement: str, parameters: Any) -> None:
        begins = self._connection.take_begin()
        await self._connection.on_thread(self._run, begins, execute, statement, parameters)

    def _run(self, begins: bool, execute: Any, statement: str, parameters: Any) -> None:
        if begins:
            self._connection.plain.execute("BEGIN").close()
        cursor = self._connection.plain.cursor()
        execute(cursor, statement, parameters)
        self.description, self.lastrowid = cursor.description, cursor.lastrowid
        self._rows = cursor.fetchmany(FIRST_ROWS) if cursor.description else []
        self.rowcount = cursor.rowcount
        if len(self._rows) < FIRST_ROWS:
            cursor.close()
        else:
            self._rest = cursor

    async def fetchall(self) -> Sequence[Any]:
        rows, self._rows = self._rows, []
        if self._rest is not None:
            rows += await self._connection.on_thread(self._rest.fetchall)
        return rows

    async def fetchmany(self, size: int) -> Sequence[Any]:
        if len(self._rows) < size and self._rest is not None:
            self._rows += await self._connection.on_thread(self._rest.fetchmany, max(size, FIRST_ROWS))
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    async def fetchone(self) -> Any:
        return next(iter(await self.fetchmany(1)), None)

    async def close(self) -> None:
        if self._rest is not None:
            await self._connection.on_thread(self._rest.close)
            self._rest = None
