"""Declares the tables of samples and of their events."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from actions.marketplace.base.database.columns import ExactDecimal, UtcDateTime
from actions.marketplace.base.database.metadata import (
    DESTINATION_COLUMNS,
    currency_column,
    metadata,
    money_column,
    name_columns,
    reference_column,
    staff_columns,
)

samples = Table(
    "samples",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    reference_column("buyers.id"),
    reference_column("suppliers.id"),
    Column(
        "state",
        String(12),
        nullable=False,
        comment="requested, quoted, accepted, shipped, received, declined, cancelled",
    ),
    Column("product_id", Integer, ForeignKey("products.id", ondelete="SET NULL")),
    *name_columns(),
    Column("quantity", ExactDecimal, nullable=False),
    Column("unit", String(20), nullable=False),
    *(Column(name, String(80), nullable=False) for name in DESTINATION_COLUMNS),
    money_column("price", nullable=True),
    money_column("cost", nullable=True),
    currency_column(),
    Column("cost_currency", String(3)),
    Column("carrier", String(40)),
    Column("tracking_number", String(40)),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("shipped_at", UtcDateTime),
    comment="Samples that buyers ask for; the address is a letter",
)
sample_events = Table(
    "sample_events",
    metadata,
    Column("id", Integer, primary_key=True),
    reference_column("samples.id", cascade=True),
    Column("kind", String(20), nullable=False),
    Column("role", String(10), nullable=False, comment="who did it: buyer or supplier"),
    *staff_columns(),
    Column("at", UtcDateTime, nullable=False),
    comment="The timeline of each sample",
)
