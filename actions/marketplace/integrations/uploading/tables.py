"""Defines the tables of uploads, which are files that an admin uploads on the console to be imported."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, Text

from actions.marketplace.base.database.columns import UtcDateTime
from actions.marketplace.base.database.metadata import metadata

uploads = Table(
    "uploads",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("state", String(10), nullable=False, comment="coming, to_look, looked, to_apply, applied or failed"),
    Column("by", String(80), nullable=False, comment="the member of the staff"),
    Column("kind", String(20), comment="what the files hold, if their names do not say"),
    Column("files", JSON, nullable=False, comment="the name and the bytes of each file"),
    Column("tables", JSON, nullable=False, comment="of each table in the files: what became of its rows"),
    Column("beside_demo", Boolean, nullable=False, comment="whether the demo's data was there at the look"),
    Column("tries", Integer, nullable=False, comment="how often it was begun since it last got on"),
    Column("error_en", String(500)),
    Column("error_zh", String(500)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Index("ix_uploads_state", "state"),
    comment="What admins uploaded on the console to be imported",
)
upload_pieces = Table(
    "upload_pieces",
    metadata,
    Column("upload_id", String(32), primary_key=True),
    Column("file", Integer, primary_key=True, comment="the place of the file in the upload"),
    Column("place", Integer, primary_key=True),
    Column("bytes", Integer, nullable=False),
    Column("content", Text, nullable=False, comment="base64"),
    comment="The bytes of uploaded files, until they are imported or given up",
)
upload_problems = Table(
    "upload_problems",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("upload_id", String(32), nullable=False),
    Column("table", String(200), nullable=False, comment="the file, and the sheet of a workbook"),
    Column("line", Integer, nullable=False),
    Column("column", String(100), nullable=False, comment="its heading in the file; empty for the whole row"),
    Column("value", String(80), nullable=False),
    Column("reason_en", String(500), nullable=False),
    Column("reason_zh", String(500), nullable=False),
    Index("ix_upload_problems_upload_id", "upload_id"),
    comment="The rows of uploads that were refused, and why",
)
