"""Defines the tables of handoffs and of the agents' replies."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, text

from bot.database.metadata import metadata
from foundation.database.columns import Id, UtcDateTime

handoffs = Table(
    "handoffs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("state", String(16), nullable=False, comment="requested, assigned, resolved"),
    Column("reason", String(40), nullable=False),
    Column("agent_id", Integer, ForeignKey("agents.id")),
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
handoffs.info["unfinished"] = handoffs.c.state != "resolved"
"""A conversation is kept as long as it has such a row, however old it is."""

agent_replies = Table(
    "agent_replies",
    metadata,
    Column(
        "key", String(64), primary_key=True, comment="hash of the form's token and the text: sent again, it is the same"
    ),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("message_id", Integer, nullable=False),
)
