"""Finds all rows about a person, by the foreign keys of the tables and the marks on their columns
(foundation/database/personal.py). A new table that refers to a contact or a conversation is
exported and erased without a change here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.store import Contact, build_contact
from bot.contacts.tables import contacts
from bot.conversation.store.tables import conversations, web_sessions
from bot.database.tables import metadata
from bot.messages.channels import PUSH_CHANNELS
from foundation.database.announcements import announce

SECRETS = frozenset({"token_hash", "session_hash", "code_hash", "token", "csrf"})
"""Columns that an export leaves out, because they contain secrets or hashes of secrets. The column
`agent_replies.key` is left out as well."""
BATCH = 500


@dataclass(frozen=True)
class Subject:
    """Says whose data is meant. By `kind`, `value` is the id of a contact (`contact`), the name of
    an account (`account`), a person of an account as `account/person` (`person`), or, if `kind` is
    the name of a push channel, a contact's key on it."""

    kind: str
    value: str

    @classmethod
    def parse(cls, words: str) -> Subject:
        """Parses a text of the form `kind:value`.

        Raises:
            ValueError: the text has another form.
        """
        kind, _, value = words.partition(":")
        if kind not in ("contact", "account", "person", *PUSH_CHANNELS) or not value:
            chats = ", ".join(f"{channel}:<chat>" for channel in sorted(PUSH_CHANNELS))
            raise ValueError(f"must be contact:<id>, {chats}, account:<name> or person:<account>/<person>")
        if kind == "person" and not all(value.partition("/")[::2]):
            raise ValueError("must be person:<account>/<person>")
        return cls(kind, value)

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


async def find_contacts(connection: AsyncConnection, subject: Subject) -> list[str]:
    """Returns the ids of the contacts whose data is meant. A person or an account may have several
    contacts, for example on several channels."""
    account, _, person = subject.value.partition("/")
    which: dict[str, ColumnElement[bool]] = {
        "contact": contacts.c.id == subject.value,
        "account": contacts.c.account == subject.value,
        "person": and_(contacts.c.account == account, contacts.c.person == person),
    }
    on_channel = and_(contacts.c.channel == subject.kind, contacts.c.key == subject.value)
    query = select(contacts.c.id).where(which.get(subject.kind, on_channel)).order_by(contacts.c.created_at)
    return list((await connection.execute(query)).scalars())


async def find_contact(connection: AsyncConnection, contact_id: str) -> Contact | None:
    row = (await connection.execute(select(contacts).where(contacts.c.id == contact_id))).one_or_none()
    return None if row is None else build_contact(row)


async def list_conversation_ids(connection: AsyncConnection, contact_ids: Sequence[str]) -> list[str]:
    query = select(conversations.c.id).where(conversations.c.contact_id.in_(contact_ids))
    return list((await connection.execute(query)).scalars())


async def read_person(connection: AsyncConnection, contact_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Returns all rows about these contacts by table, as they are stored but without secrets.
    Tables without rows about these contacts are left out."""
    known = await _find_known(connection, contact_ids)
    found: dict[str, list[dict[str, Any]]] = {}
    for table in metadata.sorted_tables:
        rows = await connection.execute(
            select(table).where(_is_about(table, known)).order_by(*table.primary_key.columns)
        )
        hidden = SECRETS | ({"key"} if table.name == "agent_replies" else set())
        plain = [_without_secrets(dict(row._mapping), hidden) for row in rows]
        if plain:
            found[table.name] = plain
    return found


def _without_secrets(value: Any, hidden: frozenset[str]) -> Any:
    """Returns the JSON value without the keys in `hidden`, at any depth. Such keys are, for
    example, the tokens of the buttons in a stored reply."""
    if isinstance(value, dict):
        return {name: _without_secrets(inner, hidden) for name, inner in value.items() if name not in hidden}
    return [_without_secrets(inner, hidden) for inner in value] if isinstance(value, list) else value


async def count_person(connection: AsyncConnection, contact_ids: Sequence[str]) -> dict[str, int]:
    """Returns the number of rows about these contacts by table. Tables without rows about these
    contacts are left out."""
    known = await _find_known(connection, contact_ids)
    counts = {}
    for table in metadata.sorted_tables:
        query = select(func.count()).select_from(table).where(_is_about(table, known))
        if count := (await connection.execute(query)).scalar_one():
            counts[table.name] = int(count)
    return counts


async def erase_person(connection: AsyncConnection, contact_ids: Sequence[str]) -> dict[str, int]:
    """Deletes all rows about these contacts. Returns the number of deleted rows by table. The audit
    log keeps the ids of the conversations, but none of their text."""
    # All code that adds to a conversation locks it first, so nothing is added while these locks are
    # held.
    locked = select(conversations.c.id).where(conversations.c.contact_id.in_(contact_ids)).with_for_update()
    await connection.execute(locked)
    known = await _find_known(connection, contact_ids)
    announce(connection, "staff", *(f"conversation:{conversation_id}" for conversation_id in known.conversations))
    return await _delete(connection, known)


async def erase_conversations(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, int]:
    """Deletes conversations with all rows that belong to them. Their contacts are kept."""
    return await _delete(connection, _Known([], list(ids), [], []))


@dataclass(frozen=True)
class _Known:
    """Holds the values by which the rows about people are found: ids of contacts and conversations,
    hashes of web sessions, and pairs of account and person."""

    contacts: list[str]
    conversations: list[str]
    sessions: list[str]
    people: list[tuple[str, str]]


async def _find_known(connection: AsyncConnection, contact_ids: Sequence[str]) -> _Known:
    rows = list(await connection.execute(select(contacts).where(contacts.c.id.in_(contact_ids))))
    sessions = select(web_sessions.c.token_hash).where(web_sessions.c.contact_id.in_(contact_ids))
    return _Known(
        [row.id for row in rows],
        await list_conversation_ids(connection, contact_ids),
        list((await connection.execute(sessions)).scalars()),
        sorted({(row.account, row.person) for row in rows if row.account and row.person}),
    )


async def _delete(connection: AsyncConnection, known: _Known) -> dict[str, int]:
    counts = {}
    for table in reversed(metadata.sorted_tables):
        if count := (await connection.execute(delete(table).where(_is_about(table, known)))).rowcount:
            counts[table.name] = int(count)
    return counts


def _is_about(table: Table, known: _Known) -> ColumnElement[bool]:
    """Returns the SQL condition for the rows of a table that are about these people."""
    ways: list[ColumnElement[bool]] = []
    if table.name == contacts.name:
        ways.append(table.c.id.in_(known.contacts))
    if table.name == conversations.name:
        ways.append(table.c.id.in_(known.conversations))
    marked = {column.info["names"]: column for column in table.c if "names" in column.info}
    if (session := marked.get("session")) is not None:
        ways.append(session.in_(known.sessions))
    if marked.keys() >= {"account", "person"}:
        ways += [and_(marked["account"] == account, marked["person"] == person) for account, person in known.people]
    for key in table.foreign_keys:
        if key.target_fullname == "contacts.id":
            ways.append(key.parent.in_(known.contacts))
        elif key.target_fullname == "conversations.id":
            ways.append(key.parent.in_(known.conversations))
    return or_(false(), *ways)
