"""Declares the tables of buying companies, of accounts, and of notices that wait for accounts (`outbox`)."""

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Integer, String, Table, false

from actions.marketplace.base.database.columns import UtcDateTime
from actions.marketplace.base.database.metadata import metadata, name_columns, reference_column

buyers = Table(
    "buyers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    *name_columns(),
    Column("country", String(2), nullable=False),
    Column("city_en", String(80), nullable=False),
    Column("city_zh", String(80), nullable=False),
)
accounts = Table(
    "accounts",
    metadata,
    Column("slug", String(80), primary_key=True),
    Column("role", String(10), nullable=False),
    Column("language", String(2), nullable=False),
    reference_column("buyers.id", nullable=True),
    reference_column("suppliers.id", nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("paused", Boolean, nullable=False, server_default=false(), comment="it is treated as a visitor"),
    CheckConstraint(
        "(role = 'buyer' AND buyer_id IS NOT NULL AND supplier_id IS NULL)"
        " OR (role = 'supplier' AND supplier_id IS NOT NULL AND buyer_id IS NULL)",
        name="one_company",
    ),
)


outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String(80), nullable=False, comment="whom it is for"),
    Column("kind", String(40), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("taken_at", UtcDateTime, index=True),
)
