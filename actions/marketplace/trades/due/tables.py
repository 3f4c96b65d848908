"""Declares the tables of things that were due, of the moments at which the clocks of the kinds started, and of the
leases of action servers."""

from sqlalchemy import Column, Date, Integer, String, Table, UniqueConstraint

from actions.marketplace.base.database.columns import UtcDateTime
from actions.marketplace.base.database.metadata import metadata
from foundation.jobs.store import lease_table

due_things = Table(
    "due_things",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("subject_id", Integer, nullable=False, comment="the row that it is about; the kind says of which table"),
    Column("hangs_on", Date, nullable=False, comment="the day that it follows from; another day makes it a new thing"),
    Column("due_at", UtcDateTime, nullable=False),
    Column(
        "state",
        String(10),
        nullable=False,
        comment="done, skipped (it came too late to be of use), past (before the clock started), failed",
    ),
    Column("attempts", Integer, nullable=False),
    Column("retry_at", UtcDateTime, comment="when one that failed is tried again"),
    Column("error", String(80), comment="the class of the error, for one that failed"),
    Column("settled_at", UtcDateTime, nullable=False),
    UniqueConstraint("kind", "subject_id", "hangs_on"),
    comment="What happened because its time had come, once each",
)
due_starts = Table(
    "due_starts",
    metadata,
    Column("kind", String(40), primary_key=True),
    Column("started_at", UtcDateTime, nullable=False, comment="nobody is told of what was due before"),
)
leases = lease_table(metadata, "action server")
