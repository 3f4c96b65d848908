"""Declares the table of files that are attached to an order or a request."""

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, true

from actions.marketplace.base.database.columns import UtcDateTime
from actions.marketplace.base.database.metadata import metadata

attachments = Table(
    "attachments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("file", String(32), nullable=False, comment="its id, as the gateway calls it"),
    Column("kind", String(10), nullable=False, comment="photo, pdf, sheet, document"),
    Column("name", String(200), nullable=False),
    Column("use", String(10), nullable=False, comment="evidence, paper, waybill, list, quotation"),
    Column("account", String(80), nullable=False, comment="who sent it"),
    Column("conversation", String(64), nullable=False, comment="where it came in, as the gateway calls it"),
    Column("order_id", Integer, ForeignKey("orders.id", ondelete="CASCADE")),
    Column("rfq_id", Integer, ForeignKey("rfqs.id", ondelete="CASCADE")),
    Column("created_at", UtcDateTime, nullable=False),
    Column(
        "state",
        String(10),
        nullable=False,
        server_default="kept",
        comment="kept (stays with its sender), unread, held, released (to the other side), refused, gone",
    ),
    Column("findings", JSON, comment="[{kind, reason, found}, …]: what is suspicious in it"),
    Column("unreadable", String(10), comment="why its text could not be read: picture, locked, parts, long, damaged"),
    Column("reason", String(10), comment="why it was refused: bank, leave, unclear, other"),
    Column("decided_at", UtcDateTime),
    Column("decided_by", String(80)),
    Column("told", Boolean, nullable=False, server_default=true(), comment="the gateway knows the state"),
    CheckConstraint("(order_id IS NULL) <> (rfq_id IS NULL)", name="one_place"),
    Index("uq_attachments_file_order_id", "file", "order_id", unique=True),
    Index("uq_attachments_file_rfq_id", "file", "rfq_id", unique=True),
    Index("ix_attachments_order_id", "order_id"),
    Index("ix_attachments_rfq_id", "rfq_id"),
    Index("ix_attachments_state", "state"),
    Index("ix_attachments_told", "told"),
    comment="Files that a buyer or a supplier put with an order or a request",
)
