"""Stores the topics of the staff's group, and what the staff wrote in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.telegram.staff_group.tables import staff_topics, staff_words
from bot.conversation.store.tables import conversations, deliveries, inbound, messages
from bot.support.store.lifecycle import ACTIVE, State
from bot.support.store.tables import handoffs
from foundation.clock import system_clock
from foundation.database.announcements import announce
from foundation.database.statements import insert

AT_ONCE = 50


@dataclass(frozen=True)
class Topic:
    """Describes the topic of a handoff. `thread_id` is None while the topic has to be made, or made again. `through` is
    the last message of the conversation that the topic shows, and `edits` the number of the last edit that it shows.
    `posting` is the last message of a post that was begun and not confirmed, or None. `undelivered` is the last message
    that the topic reports as not delivered. `state` is the handoff's state, or None if the handoff was erased."""

    handoff_id: str
    conversation_id: str
    state: State | None
    last_message_id: int
    thread_id: int | None = None
    through: int | None = None
    posting: int | None = None
    is_introduced: bool = False
    is_closed: bool = False
    undelivered: int = 0
    edits: int = 0

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE


def _select_topics(chat_id: int) -> Any:
    return (
        select(
            handoffs.c.id.label("handoff_id"),
            handoffs.c.conversation_id,
            handoffs.c.state,
            conversations.c.last_message_id,
            staff_topics.c.thread_id,
            staff_topics.c.through,
            staff_topics.c.posting,
            func.coalesce(staff_topics.c.is_introduced, False),
            func.coalesce(staff_topics.c.is_closed, False),
            func.coalesce(staff_topics.c.undelivered, 0),
            func.coalesce(staff_topics.c.edits, 0),
        )
        .join(conversations, conversations.c.id == handoffs.c.conversation_id)
        .outerjoin(staff_topics, and_(staff_topics.c.handoff_id == handoffs.c.id, staff_topics.c.chat_id == chat_id))
    )


def _build_topic(row: Row[Any]) -> Topic:
    order = ("handoff_id", "conversation_id", "state", "last_message_id", "thread_id", "through", "posting")
    named = dict(zip(order, row[:7], strict=True))
    return Topic(**named, is_introduced=bool(row[7]), is_closed=bool(row[8]), undelivered=row[9], edits=row[10])


async def list_topics_due(connection: AsyncConnection, chat_id: int) -> list[Topic]:
    """Returns the topics that must be made, written in, closed or opened again. The topic whose last post is the oldest
    comes first."""
    behind = or_(
        staff_topics.c.handoff_id.is_(None),
        staff_topics.c.thread_id.is_(None),
        staff_topics.c.is_closed,
        conversations.c.last_message_id > staff_topics.c.through,
        conversations.c.edits > staff_topics.c.edits,
    )
    ended = and_(handoffs.c.state.not_in(ACTIVE), staff_topics.c.thread_id.is_not(None))
    due = or_(
        and_(handoffs.c.state.in_(ACTIVE), behind),
        and_(ended, ~staff_topics.c.is_closed),
        and_(staff_topics.c.thread_id.is_not(None), or_(_HAS_ANSWERS, _HAS_UNDELIVERED)),
    )
    oldest = func.coalesce(staff_topics.c.posted_at, handoffs.c.requested_at)
    query = _select_topics(chat_id).where(due).order_by(oldest, handoffs.c.id).limit(AT_ONCE)
    return [_build_topic(row) for row in await connection.execute(query)]


_HAS_ANSWERS = exists().where(staff_words.c.handoff_id == handoffs.c.id, staff_words.c.answer.is_not(None))
_IS_UNDELIVERED = and_(
    deliveries.c.conversation_id == handoffs.c.conversation_id,
    deliveries.c.state.in_(("refused", "unknown")),
    deliveries.c.message_id > staff_topics.c.undelivered,
    deliveries.c.message_id <= staff_topics.c.through,
    deliveries.c.message_id == messages.c.id,
    messages.c.conversation_id == handoffs.c.conversation_id,
    messages.c.author == "agent",
)
_HAS_UNDELIVERED = exists().where(_IS_UNDELIVERED).where(handoffs.c.state.in_(ACTIVE))


async def find_topic(connection: AsyncConnection, chat_id: int, thread_id: int) -> Topic | None:
    """Returns the topic with this number in the group, or None if it belongs to no handoff."""
    query = _select_topics(chat_id).where(staff_topics.c.thread_id == thread_id)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _build_topic(row)


async def list_erased(connection: AsyncConnection, chat_id: int) -> list[tuple[str, int | None]]:
    """Returns the topics whose conversation was erased: for each, the id of its handoff and its number on Telegram."""
    known = exists().where(conversations.c.id == staff_topics.c.conversation_id)
    query = select(staff_topics.c.handoff_id, staff_topics.c.thread_id).where(staff_topics.c.chat_id == chat_id, ~known)
    return [(row[0], row[1]) for row in await connection.execute(query.limit(AT_ONCE))]


async def delete_topic(connection: AsyncConnection, handoff_id: str) -> None:
    await connection.execute(delete(staff_topics).where(staff_topics.c.handoff_id == handoff_id))


async def add_topic(
    connection: AsyncConnection, topic: Topic, chat_id: int, thread_id: int, through: int, edits: int
) -> None:
    """Stores a new topic of a handoff, which replaces an earlier topic of the same handoff. The new topic shows the
    messages after `through` and the edits after `edits`."""
    values = {
        "conversation_id": topic.conversation_id,
        "chat_id": chat_id,
        "thread_id": thread_id,
        "through": through,
        "edits": edits,
        "posting": None,
        "is_introduced": False,
        "is_closed": False,
        "undelivered": through,
        "posted_at": system_clock(),
    }
    new = insert(connection, staff_topics).values(handoff_id=topic.handoff_id, **values)
    await connection.execute(new.on_conflict_do_update(index_elements=["handoff_id"], set_=values))


async def find_start(connection: AsyncConnection, topic: Topic, before: int, most: int) -> int:
    """Returns the id of the message after which a topic begins to show the conversation. The topic shows `before`
    messages from before the request for an agent, but no more than the last `most` messages of the conversation."""
    asked = (
        select(func.max(messages.c.id))
        .join(handoffs, handoffs.c.id == topic.handoff_id)
        .where(messages.c.conversation_id == topic.conversation_id, messages.c.created_at < handoffs.c.requested_at)
    )
    last = (await connection.execute(asked)).scalar_one_or_none() or 0
    return max(0, last - before, topic.last_message_id - most)


async def set_topic(connection: AsyncConnection, handoff_id: str, **values: Any) -> None:
    await connection.execute(update(staff_topics).where(staff_topics.c.handoff_id == handoff_id).values(**values))


@dataclass(frozen=True)
class Answer:
    """Describes an answer that must be posted in the topic, to something that was written there. `who` is the name of
    the writer, and `term` the name of the answer's text."""

    telegram_id: int
    who: str
    term: str
    values: dict[str, Any]


async def note_word(connection: AsyncConnection, chat_id: int, telegram_id: int, edited: int, topic: Topic) -> bool:
    """Records that a message of the group is handled in this transaction. Returns False if it, or this
    edit of it, was handled before."""
    row = {
        "chat_id": chat_id,
        "telegram_id": telegram_id,
        "edited": edited,
        "handoff_id": topic.handoff_id,
        "conversation_id": topic.conversation_id,
    }
    if not edited:
        new = insert(connection, staff_words).values(**row).on_conflict_do_nothing()
        return bool((await connection.execute(new)).rowcount)
    known = and_(staff_words.c.chat_id == chat_id, staff_words.c.telegram_id == telegram_id)
    newer = update(staff_words).where(known, staff_words.c.edited < edited).values(edited=edited)
    return bool((await connection.execute(newer)).rowcount)


async def find_word(connection: AsyncConnection, chat_id: int, telegram_id: int) -> int | None:
    """Returns the message of the conversation that a message of the group became, or None."""
    query = select(staff_words.c.message_id).where(
        staff_words.c.chat_id == chat_id, staff_words.c.telegram_id == telegram_id
    )
    return (await connection.execute(query)).scalar_one_or_none()


async def set_word(connection: AsyncConnection, chat_id: int, telegram_id: int, **values: Any) -> None:
    """Records the conversation's message that a message of the group became (`message_id`), or the answer to post about
    it (`answer`)."""
    which = and_(staff_words.c.chat_id == chat_id, staff_words.c.telegram_id == telegram_id)
    await connection.execute(update(staff_words).where(which).values(**values))
    announce(connection, "staff")


async def list_answers(connection: AsyncConnection, handoff_id: str) -> list[Answer]:
    """Returns the answers that must still be posted in the topic."""
    query = (
        select(staff_words.c.telegram_id, staff_words.c.answer)
        .where(staff_words.c.handoff_id == handoff_id, staff_words.c.answer.is_not(None))
        .order_by(staff_words.c.telegram_id)
    )
    return [Answer(row.telegram_id, **row.answer) for row in await connection.execute(query)]


async def drop_answers(connection: AsyncConnection, chat_id: int, telegram_ids: Sequence[int]) -> None:
    """Records that these answers were posted in the topic."""
    which = and_(staff_words.c.chat_id == chat_id, staff_words.c.telegram_id.in_(telegram_ids))
    await connection.execute(update(staff_words).where(which).values(answer=None))


@dataclass(frozen=True)
class Part:
    """Describes a part of an album that waits for the others: the part's number on Telegram and its topic, who sent it
    and when, the words beside it, and the id of its file, or why the file was refused."""

    telegram_id: int
    thread_id: int
    album: str
    person_id: int
    at: float
    command: str | None = None
    text: str = ""
    unknown: str = ""
    cannot: bool = False
    file_id: str | None = None
    refused: dict[str, Any] | None = None


async def keep_part(connection: AsyncConnection, chat_id: int, part: Part) -> None:
    """Stores a part of an album. `note_word` must have recorded its message before."""
    await set_word(connection, chat_id, part.telegram_id, album=part.album, part=asdict(part))


async def list_parts(connection: AsyncConnection, chat_id: int) -> list[Part]:
    """Returns the parts of albums that wait, in the order in which they were sent."""
    query = (
        select(staff_words.c.part)
        .where(staff_words.c.chat_id == chat_id, staff_words.c.part.is_not(None))
        .order_by(staff_words.c.telegram_id)
    )
    return [Part(**part) for part in (await connection.execute(query)).scalars()]


async def take_parts(connection: AsyncConnection, chat_id: int, album: str) -> list[Part]:
    """Returns the waiting parts of an album, and records that they no longer wait. If several callers ask at once, one
    gets the parts."""
    parts = [part for part in await list_parts(connection, chat_id) if part.album == album]
    waiting = (
        staff_words.c.chat_id == chat_id,
        staff_words.c.telegram_id.in_([part.telegram_id for part in parts]),
        staff_words.c.part.is_not(None),
    )
    taken = update(staff_words).where(*waiting).values(part=None).returning(staff_words.c.telegram_id)
    ids = set((await connection.execute(taken)).scalars())
    return [part for part in parts if part.telegram_id in ids]


async def list_joined(connection: AsyncConnection, parts: Sequence[Part], topic: Topic) -> list[int | None]:
    """Returns the results of the other parts of the album to which `parts` belong: the conversation's message that each
    became, or None."""
    query = select(staff_words.c.message_id).where(
        staff_words.c.conversation_id == topic.conversation_id,
        staff_words.c.album == parts[0].album,
        staff_words.c.telegram_id.not_in([part.telegram_id for part in parts]),
    )
    return list((await connection.execute(query)).scalars())


async def list_written_here(connection: AsyncConnection, handoff_id: str, ids: Sequence[int]) -> set[int]:
    """Returns the ids of those messages among `ids` that were written in the topic."""
    query = select(staff_words.c.message_id).where(
        staff_words.c.handoff_id == handoff_id, staff_words.c.message_id.in_(ids)
    )
    return set((await connection.execute(query)).scalars())


async def list_corrections(connection: AsyncConnection, conversation_id: str, ids: Sequence[int]) -> set[int]:
    """Returns the ids of those messages among `ids` that contain the new words of a message that the contact edited."""
    query = select(inbound.c.message_id, inbound.c.payload).where(
        inbound.c.conversation_id == conversation_id, inbound.c.message_id.in_(ids), inbound.c.kind == "notice"
    )
    rows = await connection.execute(query)
    return {row.message_id for row in rows if row.payload.get("response") == "gateway.edited"}


async def list_undelivered(connection: AsyncConnection, topic: Topic) -> list[tuple[int, str | None]]:
    """Returns the agents' messages that did not reach the contact and that the topic does not report yet, each with the
    reason."""
    query = (
        select(deliveries.c.message_id, deliveries.c.reason)
        .select_from(deliveries.join(messages, messages.c.id == deliveries.c.message_id))
        .join(handoffs, handoffs.c.id == topic.handoff_id)
        .join(staff_topics, staff_topics.c.handoff_id == handoffs.c.id)
        .where(_IS_UNDELIVERED)
        .order_by(deliveries.c.message_id)
    )
    return [(row[0], row[1]) for row in await connection.execute(query)]
