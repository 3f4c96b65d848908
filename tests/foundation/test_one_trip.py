"""A statement to SQLite is one trip to the connection's thread, and a long result is complete, also if it is fetched in pieces."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from foundation.database.engine import Database, open_sqlite
from foundation.database.one_trip import FIRST_ROWS, OneTripConnection

ROWS = 3 * FIRST_ROWS + 7


async def test_a_statement_is_one_trip_and_a_long_result_comes_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trips: list[Any] = []
    on_thread = OneTripConnection.on_thread

    async def counted(self: OneTripConnection, work: Any, *arguments: Any) -> Any:
        trips.append(work)
        return await on_thread(self, work, *arguments)

    monkeypatch.setattr(OneTripConnection, "on_thread", counted)
    database = Database(open_sqlite(f"sqlite:///{tmp_path}/x.db", busy_seconds=5, pragmas=()))
    async with database.begin() as connection:
        await connection.execute(text("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT NOT NULL)"))
        trips.clear()
        await connection.execute(
            text("INSERT INTO things (name) VALUES (:name)"), [{"name": str(n)} for n in range(ROWS)]
        )
        made = await connection.execute(text("INSERT INTO things (name) VALUES ('last') RETURNING id"))
        assert made.scalar_one() == ROWS + 1
        assert (await connection.execute(text("DELETE FROM things WHERE id > :id"), {"id": ROWS})).rowcount == 1
        assert len(trips) == 3
    async with database.read() as connection:
        trips.clear()
        assert (await connection.execute(text("SELECT name FROM things WHERE id = 7"))).scalar_one() == "6"
        assert len(trips) == 1
        assert len((await connection.execute(text("SELECT * FROM things"))).all()) == ROWS
        piecewise = await connection.stream(text("SELECT id FROM things ORDER BY id"))
        pieces = [[row.id for row in piece] async for piece in piecewise.partitions(600)]
        assert [len(piece) for piece in pieces] == [600, 600, ROWS - 1200]
        assert [each for piece in pieces for each in piece] == list(range(1, ROWS + 1))
        assert (await (await connection.stream(text("SELECT id FROM things ORDER BY id"))).first()) == (1,)
    with pytest.raises(IntegrityError):
        async with database.begin() as connection:
            await connection.execute(text("INSERT INTO things (name) VALUES (NULL)"))
    await database.close()


async def test_all_statements_of_a_read_see_what_the_first_one_saw(tmp_path: Path) -> None:
    database = Database(open_sqlite(f"sqlite:///{tmp_path}/x.db", busy_seconds=5, pragmas=()))
    count = text("SELECT count(*) FROM things")
    async with database.begin() as connection:
        await connection.execute(text("CREATE TABLE things (id INTEGER PRIMARY KEY)"))
    async with database.read() as reading:
        assert (await reading.execute(count)).scalar_one() == 0
        async with database.begin() as writing:
            await writing.execute(text("INSERT INTO things VALUES (1)"))
        assert (await reading.execute(count)).scalar_one() == 0
    async with database.read():
        pass  # nothing is asked, and nothing is left of it
    async with database.begin() as writing:
        await writing.execute(text("INSERT INTO things VALUES (2)"))
    async with database.read() as reading:
        assert (await reading.execute(count)).scalar_one() == 2
    await database.close()
