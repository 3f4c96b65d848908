"""Declares the table that records how far the views of the operator's database have been read."""

from sqlalchemy import Column, Integer, String, Table

from actions.marketplace.base.database.columns import UtcDateTime
from actions.marketplace.base.database.metadata import metadata

view_passes = Table(
    "view_passes",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("since", String(64), comment="the latest updated_at that was read, as the view writes it"),
    Column("full_at", UtcDateTime, comment="when the last pass over all rows began"),
    Column("passed_at", UtcDateTime, comment="when the last pass ended that could read the view"),
    Column("tried_at", UtcDateTime, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("gone", Integer, nullable=False),
    Column("held_back", Integer, nullable=False, comment="rows that are gone from the view, too many to believe it"),
    Column("error_en", String(500), comment="why the last pass could not read the view"),
    Column("error_zh", String(500)),
    comment="How far the views of the operator's own database have been read",
)
