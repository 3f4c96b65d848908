"""Defines the tables of handoffs and of the agents' replies."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, text

from bot.conversation.store.tables import conversations
from bot.staff.store.tables import agents
from foundation.database.columns import Id, UtcDateTime, build_metadata
from foundation.database.personal import holds_until

metadata = build_metadata()

handoffs = Table(
    "handoffs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("conversation_id", Id, ForeignKey(conversations.c.id), nullable=False),
    Column("state", String(16), nullable=False, comment="requested, assigned, resolved", info=holds_until("resolved")),
    Column("reason", String(40), nullable=False),
    Column("agent_id", Integer, ForeignKey(agents.c.id)),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, comment="when the web chat of who waits was last open"),
    Column("assigned_at", UtcDateTime),
    Column("resolved_at", UtcDateTime),
    Index(
        "uq_handoffs_active",
        "conversation_id",
        unique=True,
        sqlite_where=text("state <> 'resolved'"),
        postgresql_where=text("state <> 'resolved'"),
    ),
    Index(None, "state", "requested_at"),
)

agent_replies = Table(
    "agent_replies",
    metadata,
    Column(
        "key", String(64), primary_key=True, comment="hash of the form's token and the text: sent again, it is the same"
    ),
    Column("conversation_id", Id, ForeignKey(conversations.c.id), nullable=False),
    Column("message_id", Integer, nullable=False),
)
