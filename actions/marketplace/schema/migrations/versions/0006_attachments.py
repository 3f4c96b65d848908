"""Adds the table of files that are attached to an order or a request."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database import columns

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=32), nullable=False, comment="its id, as the gateway calls it"),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="photo, pdf, sheet, document"),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("use", sa.String(length=10), nullable=False, comment="evidence, paper, waybill, list, quotation"),
        sa.Column("account", sa.String(length=80), nullable=False, comment="who sent it, and alone reads of it"),
        sa.Column(
            "conversation", sa.String(length=64), nullable=False, comment="where it came in, as the gateway calls it"
        ),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("rfq_id", sa.Integer(), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.CheckConstraint("(order_id IS NULL) <> (rfq_id IS NULL)", name=op.f("ck_attachments_one_place")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_attachments_order_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["rfq_id"], ["rfqs.id"], name=op.f("fk_attachments_rfq_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        comment="Files that a buyer or a supplier put with an order or a request",
    )
    op.create_index("uq_attachments_file_order_id", "attachments", ["file", "order_id"], unique=True)
    op.create_index("uq_attachments_file_rfq_id", "attachments", ["file", "rfq_id"], unique=True)
    op.create_index("ix_attachments_order_id", "attachments", ["order_id"])
    op.create_index("ix_attachments_rfq_id", "attachments", ["rfq_id"])
