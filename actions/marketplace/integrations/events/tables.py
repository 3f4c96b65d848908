"""Declares the table of events that came from the operator's own system."""

from sqlalchemy import JSON, Column, Index, String, Table

from actions.marketplace.base.database.columns import UtcDateTime
from actions.marketplace.base.database.metadata import metadata

events = Table(
    "events",
    metadata,
    Column("id", String(100), primary_key=True, comment="as the operator's system gave it"),
    Column("type", String(40), nullable=False),
    Column("subject", String(140), nullable=False, comment="what it is about: orders:SO-1"),
    Column("at", UtcDateTime, nullable=False, comment="when it happened there"),
    Column("digest", String(32), nullable=False, comment="of its content"),
    Column("outcome", String(10), nullable=False, comment="done, unchanged, stale, refused"),
    Column("problems", JSON, nullable=False),
    Column("given", JSON(none_as_null=True), comment="a refused one as it came, so that it can be tried again"),
    Column("received_at", UtcDateTime, nullable=False),
    Index("ix_events_subject_at", "subject", "at"),
    Index("ix_events_received_at", "received_at"),
    comment="What the operator's own system has told",
)
