"""Declares the table of notes for the staff."""

from sqlalchemy import JSON, Column, Index, Integer, String, Table

from actions.marketplace.base.database.columns import UtcDateTime
from actions.marketplace.base.database.metadata import metadata

notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("account", String(80), comment="who left it; null for a visitor"),
    Column("conversation", String(64), nullable=False, comment="where it was left, as the gateway calls it"),
    Column("task", String(20), nullable=False, comment="what kind of wish it is: order_change, claim, sample …"),
    Column("about", String(200), nullable=False, comment="the order, request or company that it is about"),
    Column("words", JSON, nullable=False, comment="the contact’s own words, a list"),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_notes_account", "account"),
    comment="What contacts want the staff to do",
)
