"""Writes a conversation into a gateway's database for tests of backups, and reads all rows of a database."""

from __future__ import annotations

from sqlalchemy import select

from bot.contacts.store import ensure_contact
from bot.conversation.store.arrivals import add_inbound
from bot.conversation.store.conversations import add_conversation
from bot.conversation.store.messages import add_message
from bot.database.engine import open_database
from bot.database.migrations import migrate
from bot.database.tables import metadata
from foundation.database.announcing import Database


async def fill(url: str) -> Database:
    """Migrates the database at `url` and writes a Telegram conversation into it."""
    database = open_database(url)
    await migrate(database)
    async with database.begin() as connection:
        contact = await ensure_contact(connection, "telegram", "42", "zh")
        conversation = await add_conversation(connection, contact.id, "telegram")
        message = await add_message(connection, conversation, "contact", text="你好 👋")
        await add_inbound(
            connection,
            channel="telegram",
            external_id="update:1",
            conversation_id=conversation,
            message_id=message,
            kind="text",
            payload={"a": [1, {"b": None}]},
        )
        await add_message(connection, conversation, "bot", reply={"response": "gateway.welcome"})
    return database


async def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Returns the rows of every table by the table's name, in the order of their primary keys."""
    async with database.read() as connection:
        return {
            table.name: [tuple(row) for row in await connection.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }
