"""Stores notes for the staff, and lists those that an account left."""

from typing import Any

from sqlalchemy import Row, select

from actions.marketplace.base.database.counters import next_number
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.database.idempotency import once
from actions.marketplace.base.records import WriteKey
from actions.marketplace.trades.notes.records import NewNote, Note
from actions.marketplace.trades.notes.tables import notes
from foundation.clock import Clock

LONGEST_ABOUT = 200
MOST_WORDS = 20
LONGEST_WORDS = 4096


class Notes:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def leave(self, account: str | None, new: NewNote, key: WriteKey, conversation: str) -> str:
        """Stores a note and returns its number, such as NOTE-30001. A repetition with the same key stores nothing and
        returns the first number.

        A visitor has no account; the note then belongs to the conversation.
        """
        owner = account or f"conversation:{conversation}"

        async def insert() -> dict[str, Any]:
            number = await next_number(connection, "NOTE", notes)
            values = {
                "number": number,
                "account": account,
                "conversation": conversation,
                "task": new.task,
                "about": new.about[:LONGEST_ABOUT],
                "words": [words[:LONGEST_WORDS] for words in new.words[:MOST_WORDS]],
                "created_at": self._clock(),
            }
            await connection.execute(notes.insert().values(values))
            return {"note": number}

        async with self._database.begin() as connection:
            result = await once(connection, owner, key, self._clock(), insert)
            return str(result["note"])

    async def list_notes(self, account: str, limit: int = 10) -> tuple[Note, ...]:
        """Returns the notes that this account left, the newest first."""
        query = select(notes).where(notes.c.account == account).order_by(notes.c.id.desc()).limit(limit)
        async with self._database.read() as connection:
            return tuple(_read(row) for row in await connection.execute(query))


def _read(row: Row[Any]) -> Note:
    return Note(row.number, row.account, row.conversation, row.task, row.about, tuple(row.words), row.created_at)
