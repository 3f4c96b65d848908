"""Declares the tables of requests, quotations and counter-offers, of the limits that a side keeps to itself
(`private_limits`), of suppliers' bank accounts (`beneficiaries`), and of suspicious texts that wait for a decision of the
staff (`held_texts`)."""

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from actions.marketplace.base.database.columns import ExactDecimal, UtcDateTime
from actions.marketplace.base.database.metadata import (
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
    Column("product_id", Integer, comment="the listing that was asked for; it may be gone by now"),
    Column("note", Text, comment="what the buyer adds: logo, label, packing"),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_rfqs_state_due_on", "state", "due_on"),
)
rfq_recipients = Table(
    "rfq_recipients",
    metadata,
    Column("rfq_id", Integer, ForeignKey("rfqs.id", ondelete="CASCADE"), primary_key=True),
    Column("supplier_id", Integer, ForeignKey("suppliers.id"), primary_key=True, index=True),
    Column(
        "declined_at", UtcDateTime, comment="when the supplier said that it does not quote; a quotation takes it back"
    ),
    Column("reason", Text, comment="why it does not quote, as the buyer reads it"),
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
    Column("agreed_terms", String(64), comment="hash of the terms that both sides confirmed"),
    Column("note", Text, comment="what the supplier adds to its price"),
    Column("moq", ExactDecimal, comment="the smallest quantity at this price, in the unit of the request"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("order_number", String(20), comment="the order that came of it"),
    Index("ix_quotations_state_valid_until", "state", "valid_until"),
    Index("ix_quotations_order_number", "order_number"),
)
counter_offers = Table(
    "counter_offers",
    metadata,
    Column("id", Integer, primary_key=True),
    reference_column("quotations.id", cascade=True),
    Column("round", Integer, nullable=False, comment="0 is the quotation itself"),
    Column("side", String(10), nullable=False, comment="who made the offer: buyer, supplier"),
    money_column("unit_price"),
    Column("quantity", ExactDecimal, nullable=False),
    Column("state", String(10), nullable=False, comment="quoted, open, accepted, declined, overtaken"),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("quotation_id", "round"),
    comment="The rounds of a negotiation about a quotation",
)
private_limits = Table(
    "private_limits",
    metadata,
    Column("id", Integer, primary_key=True),
    reference_column("quotations.id", cascade=True),
    Column("account", String(80), nullable=False, comment="whose limit it is; nobody else reads it"),
    money_column("unit_price"),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("quotation_id", "account"),
    comment="How far an account would go, which the other side never reads",
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
    Column("rfq_id", Integer, ForeignKey("rfqs.id", ondelete="CASCADE"), unique=True),
    Column("letter_id", Integer, ForeignKey("letters.id", ondelete="CASCADE"), unique=True),
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
