"""Adds columns for how fast a supplier answers and how punctually it delivers, and the table of notices for accounts
(`outbox`)."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("suppliers") as suppliers:
        suppliers.add_column(sa.Column("response_hours", sa.Integer(), nullable=False, server_default="24"))
        suppliers.add_column(sa.Column("on_time_percent", sa.Integer(), nullable=False, server_default="90"))
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False, comment="whom it is for"),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("taken_at", columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_taken_at"), "outbox", ["taken_at"])
