"""Declares the table of files that were put with an order or a request."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table

from actions.marketplace.database.columns import UtcDateTime
from actions.marketplace.database.metadata import metadata

attachments = Table(
    "attachments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("file", String(32), nullable=False, comment="its id, as the gateway calls it"),
    Column("kind", String(10), nullable=False, comment="photo, pdf, sheet, document"),
    Column("name", String(200), nullable=False),
    Column("use", String(10), nullable=False, comment="evidence, paper, waybill, list, quotation"),
    Column("account", String(80), nullable=False, comment="who sent it, and alone reads of it"),
    Column("conversation", String(64), nullable=False, comment="where it came in, as the gateway calls it"),
    Column("order_id", Integer, ForeignKey("orders.id", ondelete="CASCADE")),
    Column("rfq_id", Integer, ForeignKey("rfqs.id", ondelete="CASCADE")),
    Column("created_at", UtcDateTime, nullable=False),
    CheckConstraint("(order_id IS NULL) <> (rfq_id IS NULL)", name="one_place"),
    Index("uq_attachments_file_order_id", "file", "order_id", unique=True),
    Index("uq_attachments_file_rfq_id", "file", "rfq_id", unique=True),
    Index("ix_attachments_order_id", "order_id"),
    Index("ix_attachments_rfq_id", "rfq_id"),
    comment="Files that a buyer or a supplier put with an order or a request",
)
