"""Defines the table of files."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from bot.contacts.tables import contacts
from bot.staff.store.tables import agents
from foundation.database.columns import Id, UtcDateTime, build_metadata

metadata = build_metadata()

CONVERSATION = "conversations.id"
"""The column that files refer to, given by its name because the package of conversations imports
this one."""

files = Table(
    "files",
    metadata,
    Column("id", Id, primary_key=True),
    Column("sha256", String(64), nullable=False, comment="names the kept bytes"),
    Column("preview", String(64), comment="names the bytes of a picture's small JPEG"),
    Column("kind", String(16), nullable=False, comment="photo, pdf, sheet, document"),
    Column("media_type", String(100), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("name", String(200), nullable=False, comment="as its sender called it, cleaned"),
    Column("width", Integer),
    Column("height", Integer),
    Column("contact_id", Id, ForeignKey(contacts.c.id), nullable=False, comment="who sent or gets it"),
    Column("conversation_id", Id, ForeignKey(CONVERSATION), nullable=False),
    Column("message_id", Integer, comment="null while its message is being written"),
    Column("agent_id", Integer, ForeignKey(agents.c.id), comment="who of the staff sent it"),
    Column("shared_by", Id, ForeignKey(contacts.c.id), comment="whose file it is a copy of, and goes with"),
    Column("direction", String(3), nullable=False, comment="in, out"),
    Column("state", String(16), nullable=False, comment="received, held (a person decides), refused"),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "conversation_id", "message_id"),
    Index(None, "contact_id", "created_at"),
    Index(None, "created_at"),
    Index(None, "sha256"),
    Index(None, "preview"),
    Index(None, "shared_by"),
)
