"""Declares the table that says to which orders and requests files belong."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from bot.conversation.store.tables import conversations
from foundation.database.columns import Id, UtcDateTime, build_metadata

metadata = build_metadata()

file_places = Table(
    "file_places",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="as the marketplace numbers it"),
    Column("file_id", Id, nullable=False),
    Column("conversation_id", Id, ForeignKey(conversations.c.id), nullable=False, comment="where the file came in"),
    Column("number", String(20), nullable=False, comment="of the order or request that it belongs to"),
    Column("use", String(10), nullable=False, comment="evidence, paper, waybill, list, quotation"),
    Column("state", String(10), nullable=False, comment="unread, held, released (to the other side), refused, gone"),
    Column("updated_at", UtcDateTime, nullable=False),
    Index(None, "conversation_id"),
    Index(None, "file_id"),
    Index(None, "state"),
    comment="Which order or request a file belongs to, and whether the other side got it, as the marketplace says",
)
