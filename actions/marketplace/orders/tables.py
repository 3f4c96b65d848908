"""Declares the tables of orders, their lines, events, shipments and payments."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from actions.marketplace.database.columns import ExactDecimal, UtcDateTime
from actions.marketplace.database.metadata import (
    DESTINATION_COLUMNS,
    currency_column,
    metadata,
    money_column,
    name_columns,
    reference_column,
)

orders = Table(
    "orders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    reference_column("buyers.id", index=False),
    reference_column("suppliers.id", index=False),
    Column("state", String(30), nullable=False),
    Column("incoterm", String(3), nullable=False),
    *(Column(name, String(80), nullable=False) for name in DESTINATION_COLUMNS),
    currency_column(),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("expected_on", Date),
    Column("claim_until", UtcDateTime),
    Index("ix_orders_buyer_id_placed_at", "buyer_id", "placed_at"),
    Index("ix_orders_supplier_id_placed_at", "supplier_id", "placed_at"),
)
order_lines = Table(
    "order_lines",
    metadata,
    Column("id", Integer, primary_key=True),
    reference_column("orders.id", cascade=True),
    Column("position", Integer, nullable=False),
    Column("product_id", Integer, ForeignKey("products.id", ondelete="SET NULL")),
    *name_columns(),
    Column("quantity", ExactDecimal, nullable=False),
    Column("unit", String(20), nullable=False),
    money_column("unit_price"),
    UniqueConstraint("order_id", "position"),
)
order_events = Table(
    "order_events",
    metadata,
    Column("id", Integer, primary_key=True),
    reference_column("orders.id", cascade=True),
    Column("kind", String(30), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("place_en", String(80)),
    Column("place_zh", String(80)),
)
shipments = Table(
    "shipments",
    metadata,
    Column("id", Integer, primary_key=True),
    reference_column("orders.id", cascade=True),
    Column("mode", String(10), nullable=False),
    Column("carrier", String(40), nullable=False),
    Column("carrier_en", String(80), nullable=False),
    Column("carrier_zh", String(80), nullable=False),
    Column("tracking_number", String(40), nullable=False, index=True),
    Column("vessel", String(80)),
    Column("origin_en", String(80), nullable=False),
    Column("origin_zh", String(80), nullable=False),
    Column("destination_en", String(80), nullable=False),
    Column("destination_zh", String(80), nullable=False),
    Column("shipped_at", UtcDateTime, nullable=False),
    Column("eta", Date),
    Column("arrived_at", UtcDateTime),
)
payments = Table(
    "payments",
    metadata,
    Column("id", Integer, primary_key=True),
    reference_column("orders.id", cascade=True),
    Column("kind", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    money_column("amount"),
    currency_column(),
    Column("method", String(30), nullable=False),
    Column("due_on", Date),
    Column("paid_at", UtcDateTime),
)
