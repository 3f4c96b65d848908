"""Stores the notes that contacts leave for the staff."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database import columns

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=True, comment="who left it; null for a visitor"),
        sa.Column(
            "conversation", sa.String(length=64), nullable=False, comment="where it was left, as the gateway calls it"
        ),
        sa.Column(
            "task",
            sa.String(length=20),
            nullable=False,
            comment="what kind of wish it is: order_change, claim, sample …",
        ),
        sa.Column(
            "about", sa.String(length=200), nullable=False, comment="the order, request or company that it is about"
        ),
        sa.Column("words", sa.JSON(), nullable=False, comment="the contact’s own words, a list"),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        sa.UniqueConstraint("number", name=op.f("uq_notes_number")),
        comment="What contacts want the staff to do",
    )
    op.create_index("ix_notes_account", "notes", ["account"])
