"""Defines the table of messages that the bot did not understand."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from bot.conversation.store.tables import conversations
from bot.staff.store.tables import agents
from foundation.database.columns import BigId, Id, Json, UtcDateTime, build_metadata
from foundation.database.personal import kept_for

metadata = build_metadata()

not_understood = Table(
    "not_understood",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("conversation_id", Id, ForeignKey(conversations.c.id), nullable=False),
    Column("message_id", Integer, nullable=False),
    Column("text", Text, nullable=False, comment="redacted"),
    Column("language", String(8), nullable=False, comment="the contact's"),
    Column("role", String(16), nullable=False),
    Column(
        "outcome",
        String(16),
        nullable=False,
        comment="fallback, clarified, unhelpful, corrected, escalated, other_language",
    ),
    Column("ranking", Json, nullable=False, comment="[[intent, confidence], …] as the NLU had it"),
    Column("entities", Json, nullable=False, comment="[{entity, value, start, end}, …] in the redacted text"),
    Column("meant", String(40), comment="the reading that the contact chose afterwards"),
    Column("label", String(40), comment="the intent that staff gave it, or ignored"),
    Column("labelled_by", Integer, ForeignKey(agents.c.id)),
    Column("labelled_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False, info=kept_for("not_understood")),
    UniqueConstraint("conversation_id", "message_id"),
    Index(None, "label", "id"),
)
