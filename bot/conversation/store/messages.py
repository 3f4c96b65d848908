"""Stores the messages of conversations in the order in which they are shown, and queues those that
must be sent on a push channel such as Telegram."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, Text, bindparam, cast, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.progress import announce_conversation
from bot.conversation.store.tables import conversations, deliveries, messages
from bot.files.store import put_into_message
from bot.messages.channels import PUSH_CHANNELS
from bot.messages.files import StoredFile
from bot.messages.stored import Author, MessageRow
from bot.staff.store.tables import agents
from foundation.clock import system_clock
from foundation.database.announcements import announce
from foundation.database.statements import bind_columns, name_values

_NUMBERED = (
    update(conversations)
    .where(conversations.c.id == bindparam("conversation"))
    .values(last_message_id=conversations.c.last_message_id + 1, updated_at=bindparam("now"))
    .returning(conversations.c.last_message_id, conversations.c.channel)
)
_OF_MESSAGE = {
    "conversation_id": bindparam("conversation", type_=messages.c.conversation_id.type),
    "created_at": bindparam("now", type_=messages.c.created_at.type),
    **bind_columns(messages, "author", "agent_id", "internal", "text", "reply", "files"),
}
_NEW = messages.insert().values(_OF_MESSAGE)


def _build_added() -> Select[Any]:
    """Builds one statement that both numbers and stores a message. The statement saves a round trip
    for every message on PostgreSQL; SQLite does not support it."""
    numbered = _NUMBERED.cte("numbered")
    row = select(numbered.c.last_message_id, *_OF_MESSAGE.values())
    added = messages.insert().from_select(["id", *_OF_MESSAGE], row).cte("added")
    return select(numbered).add_cte(added)


_ADDED = _build_added()


async def add_message(
    connection: AsyncConnection,
    conversation_id: str,
    author: Author,
    *,
    text: str | None = None,
    reply: Mapping[str, Any] | None = None,
    files: Sequence[StoredFile] = (),
    agent_id: int | None = None,
    internal: bool = False,
) -> int:
    """Stores a message and returns its id. On a push channel, queues the message for delivery. The
    caller must have locked the conversation, and stored the rows of the message's files."""
    now = system_clock()
    where = {"conversation": conversation_id, "now": now}
    new = name_values(
        author=author, agent_id=agent_id, internal=internal, text=text, reply=reply, files=[*files] or None
    )
    if connection.dialect.name == "postgresql":
        message_id, channel = (await connection.execute(_ADDED, where | new)).one()
    else:
        message_id, channel = (await connection.execute(_NUMBERED, where)).one()
        await connection.execute(_NEW, where | new | {"id": message_id})
    await put_into_message(connection, [file["id"] for file in files], message_id)
    announce_conversation(connection, conversation_id)
    if author == "agent":
        announce(connection, "staff")
    if channel in PUSH_CHANNELS and author != "contact" and not internal:
        announce(connection, "delivery")
        await connection.execute(
            deliveries.insert().values(
                conversation_id=conversation_id,
                message_id=message_id,
                channel=channel,
                state="queued",
                next_at=now,
                updated_at=now,
            )
        )
    return int(message_id)


def select_messages() -> Select[Any]:
    """Builds a query with one row for each message, with the name of its agent."""
    return select(messages, agents.c.name.label("agent_name")).outerjoin(agents, agents.c.id == messages.c.agent_id)


_AFTER = (
    select_messages()
    .where(messages.c.conversation_id == bindparam("conversation"), messages.c.id > bindparam("after"))
    .order_by(messages.c.id)
    .limit(bindparam("most"))
)
_LISTED = {True: _AFTER, False: _AFTER.where(messages.c.internal.is_(False))}
"""The query to list messages: under True with the staff's internal notes, under False without them."""


async def list_messages(
    connection: AsyncConnection,
    conversation_id: str,
    *,
    after: int = 0,
    before: int | None = None,
    limit: int = 200,
    internal: bool = False,
) -> list[MessageRow]:
    """Returns up to `limit` messages in order: the first with an id above `after` or, if `before`
    is given, the last with an id below it. The staff's internal notes are included only with
    `internal`."""
    wanted = {"conversation": conversation_id, "after": after, "most": limit}
    if before is None:
        return [build_message_row(row) for row in await connection.execute(_LISTED[internal], wanted)]
    query = _LISTED[internal].where(messages.c.id < before).order_by(None).order_by(messages.c.id.desc())
    return [build_message_row(row) for row in await connection.execute(query, wanted)][::-1]


async def access_message(connection: AsyncConnection, conversation_id: str, message_id: int) -> MessageRow:
    """Returns a message that is known to exist."""
    found = await find_message(connection, conversation_id, message_id)
    assert found is not None
    return found


async def find_message(connection: AsyncConnection, conversation_id: str, message_id: int) -> MessageRow | None:
    """Returns the message, or None if the conversation has none with this id."""
    query = select_messages().where(messages.c.conversation_id == conversation_id, messages.c.id == message_id)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else build_message_row(row)


async def has_system_message_after(connection: AsyncConnection, conversation_id: str, message_id: int) -> bool:
    """Returns whether the system has said something in the conversation after the message, such as that an agent has
    joined."""
    later = messages.c.conversation_id == conversation_id, messages.c.id > message_id, messages.c.author == "system"
    return (await connection.execute(select(messages.c.id).where(*later).limit(1))).first() is not None


async def list_internal(connection: AsyncConnection, conversation_id: str, ids: Sequence[int]) -> set[int]:
    """Returns the ids of those messages among `ids` that are internal notes of the staff."""
    query = select(messages.c.id).where(
        messages.c.conversation_id == conversation_id, messages.c.id.in_(ids), messages.c.internal.is_(True)
    )
    return set((await connection.execute(query)).scalars())


_LOOKED_BACK = 20
_RECENT = (
    select(messages.c.id, messages.c.reply)
    .where(messages.c.conversation_id == bindparam("conversation"), messages.c.reply.is_not(None))
    .order_by(messages.c.id.desc())
    .limit(_LOOKED_BACK)
    .subquery()
)
LATEST_WITH_BUTTONS = (
    select(_RECENT.c.reply)
    .where(cast(_RECENT.c.reply, Text).contains('"token"'))
    .order_by(_RECENT.c.id.desc())
    .limit(1)
)
"""The query for the reply of the latest message in `conversation` that has buttons."""


def list_buttons(reply: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Returns the buttons of a stored reply that can be pressed, `{"label": Value, "token": str}`,
    including those of its cards. Buttons that open a link are left out."""
    reply = reply or {}
    buttons = [
        *(reply.get("buttons") or ()),
        *(b for card in reply.get("cards") or () for b in card.get("buttons") or ()),
    ]
    return [button for button in buttons if "token" in button]


def build_message_row(row: Row[Any]) -> MessageRow:
    return MessageRow(
        id=row.id,
        author=row.author,
        author_name=row.agent_name,
        text=row.text,
        reply=row.reply,
        internal=row.internal,
        created_at=row.created_at,
        files=row.files or (),
        edited_at=row.edited_at,
        agent_id=row.agent_id,
    )
