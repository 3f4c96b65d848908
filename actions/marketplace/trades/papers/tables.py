"""Declares the table of papers that were issued for orders."""

from sqlalchemy import Column, Integer, String, Table, UniqueConstraint

from actions.marketplace.base.database.columns import UtcDateTime
from actions.marketplace.base.database.metadata import metadata, reference_column

papers = Table(
    "papers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(30), nullable=False, unique=True),
    Column("kind", String(12), nullable=False, comment="proforma, commercial, terms, packing, receipt"),
    reference_column("orders.id", cascade=True),
    Column("digest", String(64), nullable=False, comment="of its content: the same content has the same number"),
    Column("issued_at", UtcDateTime, nullable=False),
    UniqueConstraint("order_id", "kind", "digest"),
    comment="Papers of orders, by what they say",
)
