"""Defines the table of one-time codes that sign contacts in."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, String, Table, text

from bot.contacts.tables import contacts
from foundation.database.columns import Id, UtcDateTime, build_metadata
from foundation.database.personal import EXPIRES, names

metadata = build_metadata()

link_codes = Table(
    "link_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("account", String(80), nullable=False, info=names("account")),
    Column("role", String(16), nullable=False),
    Column("person", String(120), nullable=False, info=names("person")),
    Column("name", String(120), nullable=False),
    Column("company", String(120)),
    Column("manages_links", Boolean, nullable=False, server_default=text("true")),
    Column("language", String(8), nullable=False),
    Column("from_conversation", Id, comment="the web chat that goes on elsewhere"),
    Column("contact_id", Id, ForeignKey(contacts.c.id), comment="who presented it first; nobody else may use it"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, info=EXPIRES),
    Column("used_at", UtcDateTime),
)
