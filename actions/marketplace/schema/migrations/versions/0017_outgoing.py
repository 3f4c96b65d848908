"""Stores the writes that are sent to the operator's own system, and its answers."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database import columns

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outgoing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False, comment="of the idempotent write"),
        sa.Column("account", sa.String(length=80), nullable=False, comment="whose write it is"),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column(
            "about",
            sa.String(length=20),
            nullable=False,
            comment="the number of the order, request, quotation, claim or sample",
        ),
        sa.Column(
            "data",
            sa.JSON(),
            nullable=False,
            comment="as it was when the write was found, and is sent each time",
        ),
        sa.Column("at", columns.UtcDateTime(), nullable=False, comment="when the write happened"),
        sa.Column("since", columns.UtcDateTime(), nullable=False, comment="when it began to wait"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="waiting, done, refused, dead"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", columns.UtcDateTime(), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=True, comment="what the operator's system calls it"),
        sa.Column(
            "reason_en", sa.String(length=300), nullable=True, comment="why it was refused, or could not be sent"
        ),
        sa.Column("reason_zh", sa.String(length=300), nullable=True),
        sa.Column("ended_at", columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing")),
        sa.UniqueConstraint("key", name=op.f("uq_outgoing_key")),
        comment="What the operator's own system is told",
    )
    op.create_index("ix_outgoing_state_next_at", "outgoing", ["state", "next_at"])
