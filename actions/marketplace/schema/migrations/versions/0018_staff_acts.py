"""Stores the acts of the staff in customers' names, and notes in the timelines of orders, claims and samples that the
staff did them."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database import columns

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TIMELINES = ("order_events", "claim_events", "sample_events")


def upgrade() -> None:
    op.create_table(
        "staff_acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "key",
            sa.String(length=80),
            nullable=False,
            comment="of the form that was sent, so that it counts once",
        ),
        sa.Column(
            "account", sa.String(length=80), nullable=False, comment="the customer with whom the staff were talking"
        ),
        sa.Column("number", sa.String(length=20), nullable=False, comment="of the order, request, quotation, claim …"),
        sa.Column("act", sa.String(length=40), nullable=False, comment="such as order.cancel"),
        sa.Column(
            "side",
            sa.String(length=10),
            nullable=True,
            comment="in whose name: buyer or supplier; null for the marketplace’s own decision",
        ),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False, comment="the username of the member of the staff"),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_acts")),
        sa.UniqueConstraint("key", name=op.f("uq_staff_acts_key")),
        comment="What the staff did in customers’ names",
    )
    op.create_index(op.f("ix_staff_acts_number"), "staff_acts", ["number"], unique=False)
    for table in TIMELINES:
        op.add_column(table, sa.Column("staff_for", sa.String(length=10), nullable=True))
        op.add_column(table, sa.Column("reason", sa.String(length=300), nullable=True))
    with op.batch_alter_table("claim_events") as events:
        events.alter_column(
            "role",
            existing_type=sa.String(length=10),
            existing_nullable=False,
            comment="who did it: buyer, supplier or clock",
        )


def downgrade() -> None:
    for table in TIMELINES:
        op.drop_column(table, "reason")
        op.drop_column(table, "staff_for")
    op.drop_index(op.f("ix_staff_acts_number"), table_name="staff_acts")
    op.drop_table("staff_acts")
