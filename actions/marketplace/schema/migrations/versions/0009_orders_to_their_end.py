"""Adds the data of an order between its confirmation and its arrival: a promised day of shipping, shipments of a part
of the goods, further facts of timeline entries, and the changes and cancellations that buyers ask for."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database import columns

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("orders") as orders:
        orders.add_column(sa.Column("ships_on", sa.Date(), nullable=True))
    with op.batch_alter_table("order_events") as events:
        events.add_column(sa.Column("day", sa.Date(), nullable=True))
        events.add_column(sa.Column("quantity", columns.ExactDecimal(), nullable=True))
        events.add_column(sa.Column("words", sa.String(length=300), nullable=True))
    with op.batch_alter_table("shipments") as shipments:
        shipments.add_column(sa.Column("quantity", columns.ExactDecimal(), nullable=True))
    op.create_table(
        "order_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="change, cancel"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="open, agreed, refused, made, overtaken"),
        sa.Column("wanted", sa.JSON(), nullable=False, comment="the new values of what changes"),
        sa.Column("before", sa.JSON(), nullable=False, comment="the same values as they were"),
        sa.Column("words", sa.String(length=300), nullable=True, comment="why, as the buyer wrote it"),
        sa.Column("asked_at", columns.UtcDateTime(), nullable=False),
        sa.Column("answered_at", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_order_changes_order_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_changes")),
        comment="Changes and cancellations of orders that buyers made or asked the supplier for",
    )
    op.create_index(op.f("ix_order_changes_order_id"), "order_changes", ["order_id"])
