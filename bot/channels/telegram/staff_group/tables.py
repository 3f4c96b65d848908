"""Defines the tables of the topics in the staff's group, and of what the staff wrote in them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, text

from bot.conversation.store.tables import conversations
from foundation.database.columns import Id, JsonOrNull, UtcDateTime, build_metadata

metadata = build_metadata()

staff_topics = Table(
    "staff_topics",
    metadata,
    Column("handoff_id", Id, primary_key=True, comment="no foreign key: what was erased is deleted in the group by it"),
    Column("conversation_id", Id, nullable=False),
    Column("chat_id", BigInteger, nullable=False, comment="the group"),
    Column("thread_id", BigInteger, comment="the topic; null: it has to be made, or made again"),
    Column("through", Integer, nullable=False, comment="the last message of the conversation that is shown there"),
    Column(
        "edits",
        Integer,
        nullable=False,
        server_default=text("0"),
        comment="the last edit of the conversation that is shown there",
    ),
    Column("posting", Integer, comment="the last message of what is being posted: it may have arrived already"),
    Column("is_introduced", Boolean, nullable=False, server_default=text("false"), comment="the dossier is there"),
    Column("is_closed", Boolean, nullable=False, server_default=text("false")),
    Column("undelivered", Integer, nullable=False, comment="the last message that was said not to have arrived"),
    Column("posted_at", UtcDateTime, nullable=False),
    Index(None, "chat_id", "thread_id"),
    Index(None, "conversation_id"),
)

staff_words = Table(
    "staff_words",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False, comment="of the message on Telegram"),
    Column("edited", BigInteger, nullable=False, comment="when it was edited last, in seconds; 0: never"),
    Column("handoff_id", Id, nullable=False),
    Column("conversation_id", Id, ForeignKey(conversations.c.id), nullable=False),
    Column("message_id", Integer, comment="what it became in the conversation; null: nothing"),
    Column("answer", JsonOrNull, comment="{who, term, values}: what the topic still has to be told about it"),
    Column("album", String(64), comment="the album of which it is a part"),
    Column("part", JsonOrNull, comment="a part of an album that waits for the others"),
    Index(None, "conversation_id"),
    Index(
        "ix_staff_words_unanswered",
        "handoff_id",
        sqlite_where=text("answer IS NOT NULL"),
        postgresql_where=text("answer IS NOT NULL"),
    ),
    Index(
        "ix_staff_words_parts",
        "chat_id",
        sqlite_where=text("part IS NOT NULL"),
        postgresql_where=text("part IS NOT NULL"),
    ),
)
