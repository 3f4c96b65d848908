"""Defines the table of the catalogue's pictures."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from foundation.database.columns import UtcDateTime, build_metadata
from foundation.files.picture_names import LONGEST

metadata = build_metadata()

pictures = Table(
    "pictures",
    metadata,
    Column("name", String(LONGEST), primary_key=True, comment="by which products name it"),
    Column("sha256", String(64), nullable=False, comment="names the kept bytes"),
    Column("preview", String(64), nullable=False, comment="names the bytes of its small JPEG"),
    Column("media_type", String(100), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("named_at", UtcDateTime, nullable=False, comment="when it came, or when a product was last seen to name it"),
    Index(None, "sha256"),
    Index(None, "preview"),
    Index(None, "named_at"),
)
