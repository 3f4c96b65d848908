"""Declares the tables of requests, quotations, beneficiaries and held texts."""

from sqlalchemy import JSON, Column, Date, ForeignKey, Integer, String, Table, Text

from actions.marketplace.database.columns import ExactDecimal, UtcDateTime
from actions.marketplace.database.metadata import (
    DESTINATION_COLUMNS,
    PORT_COLUMNS,
    currency_column,
    metadata,
    money_column,
    reference_column,
)

rfqs = Table(
    "rfqs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    reference_column("buyers.id"),
    Column("state", String(20), nullable=False),
    Column("product_en", String(200), nullable=False),
    Column("product_zh", String(200), nullable=False),
    Column("quantity", ExactDecimal, nullable=False),
    Column("unit", String(20), nullable=False),
    *(Column(name, String(80)) for name in DESTINATION_COLUMNS),
    Column("incoterm", String(3)),
    *(Column(name, String(80)) for name in PORT_COLUMNS),
    money_column("target_price", nullable=True),
    currency_column(),
    Column("certifications", JSON, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("needed_by", Date),
    Column("created_at", UtcDateTime, nullable=False),
)
rfq_recipients = Table(
    "rfq_recipients",
    metadata,
    Column("rfq_id", Integer, ForeignKey("rfqs.id", ondelete="CASCADE"), primary_key=True),
    Column("supplier_id", Integer, ForeignKey("suppliers.id"), primary_key=True, index=True),
)
quotations = Table(
    "quotations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    reference_column("rfqs.id"),
    reference_column("suppliers.id"),
    Column("state", String(20), nullable=False),
    money_column("unit_price"),
    currency_column(),
    Column("quantity", ExactDecimal, nullable=False),
    Column("lead_time_days", Integer, nullable=False),
    Column("incoterm", String(3), nullable=False),
    *(Column(name, String(80)) for name in PORT_COLUMNS),
    Column("valid_until", Date, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

beneficiaries = Table(
    "beneficiaries",
    metadata,
    Column("id", Integer, primary_key=True),
    reference_column("suppliers.id", cascade=True),
    Column("holder", String(200), nullable=False),
    Column("bank", String(200), nullable=False),
    Column("account", String(40), nullable=False, comment="IBAN, or the number at the bank"),
    Column("swift", String(11)),
    comment="Whose account money for a supplier may go to: checked by the marketplace",
)
held_texts = Table(
    "held_texts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("rfq_id", Integer, ForeignKey("rfqs.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("account", String(80), nullable=False, comment="whose words they are"),
    Column("conversation", String(64), nullable=False, comment="where they were written, as the gateway calls it"),
    Column("text", Text, nullable=False),
    Column("findings", JSON, nullable=False),
    Column("state", String(10), nullable=False, index=True, comment="held, released, refused"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", String(80)),
    comment="Words that wait for a person before they reach the other side",
)
