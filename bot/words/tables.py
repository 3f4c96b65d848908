"""Defines the table of the operator's documents."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from bot.staff.store.tables import agents
from foundation.database.columns import Json, UtcDateTime, build_metadata

metadata = build_metadata()

operator_words = Table(
    "operator_words",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True, comment="the newest of a document counts"),
    Column("kind", String(16), nullable=False, comment="brand, text, terms, article: of bot/words/documents.py"),
    Column("name", String(80), nullable=False),
    Column("content", Json, nullable=False, comment="as of its kind; {}: what came with the product counts again"),
    Column("agent_id", Integer, ForeignKey(agents.c.id), nullable=False, comment="who changed it"),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "kind", "name", "id"),
)
