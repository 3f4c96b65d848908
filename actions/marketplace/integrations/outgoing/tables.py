"""Declares the table of the writes that are sent to the operator's own system."""

from sqlalchemy import JSON, Column, Index, Integer, String, Table

from actions.marketplace.base.database.columns import UtcDateTime
from actions.marketplace.base.database.metadata import metadata

outgoing = Table(
    "outgoing",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(200), nullable=False, unique=True, comment="of the idempotent write"),
    Column("account", String(80), nullable=False, comment="whose write it is"),
    Column("type", String(40), nullable=False),
    Column("about", String(20), nullable=False, comment="the number of the order, request, quotation, claim or sample"),
    Column("data", JSON, nullable=False, comment="as it was when the write was found, and is sent each time"),
    Column("at", UtcDateTime, nullable=False, comment="when the write happened"),
    Column("since", UtcDateTime, nullable=False, comment="when it began to wait"),
    Column("state", String(10), nullable=False, comment="waiting, done, refused, dead"),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("number", String(100), comment="what the operator's system calls it"),
    Column("reason_en", String(300), comment="why it was refused, or could not be sent"),
    Column("reason_zh", String(300)),
    Column("ended_at", UtcDateTime),
    Index("ix_outgoing_state_next_at", "state", "next_at"),
    comment="What the operator's own system is told",
)
