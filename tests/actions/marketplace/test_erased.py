"""What is deleted from the marketplace's database is in no file of SQLite afterwards."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from actions.marketplace.base.database.engine import open_database

WORDS = "a-price-that-nobody-shall-read-4711"


async def test_deleted_words_are_overwritten(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/x.db")
    async with database.begin() as connection:
        await connection.execute(text("CREATE TABLE said (words TEXT)"))
        await connection.execute(text("INSERT INTO said VALUES (:words)"), [{"words": WORDS}] * 300)
    async with database.begin() as connection:
        await connection.execute(text("DELETE FROM said"))
    await database.close()  # the last connection moves the log into the file
    left = b"".join(file.read_bytes() for file in tmp_path.glob("x.db*"))  # noqa: ASYNC240
    assert left
    assert WORDS.encode() not in left
