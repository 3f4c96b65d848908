"""Adds the tables of things that were due, of the time since which things of each kind can fall due, and of the leases
by which only one action server at a time works on them. Also adds the table of the papers of orders, and indexes for finding what is due."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database import columns

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "due_things",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "subject_id",
            sa.Integer(),
            nullable=False,
            comment="the row that it is about; the kind says of which table",
        ),
        sa.Column(
            "hangs_on",
            sa.Date(),
            nullable=False,
            comment="the day that it follows from; another day makes it a new thing",
        ),
        sa.Column("due_at", columns.UtcDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.String(length=10),
            nullable=False,
            comment="done, skipped (it came too late to be of use), past (before the clock started), failed",
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", columns.UtcDateTime(), nullable=True, comment="when one that failed is tried again"),
        sa.Column("error", sa.String(length=80), nullable=True, comment="the class of the error, for one that failed"),
        sa.Column("settled_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_things")),
        sa.UniqueConstraint("kind", "subject_id", "hangs_on", name=op.f("uq_due_things_kind_subject_id_hangs_on")),
        comment="What happened because its time had come, once each",
    )
    op.create_table(
        "due_starts",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("started_at", columns.UtcDateTime(), nullable=False, comment="nobody is told of what was due before"),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_due_starts")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=40), nullable=False, comment="what one action server at a time may do"),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("until", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="proforma, commercial, terms, packing"),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column(
            "digest",
            sa.String(length=64),
            nullable=False,
            comment="of its content: the same content has the same number",
        ),
        sa.Column("issued_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_papers_order_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sa.UniqueConstraint("number", name=op.f("uq_papers_number")),
        sa.UniqueConstraint("order_id", "kind", "digest", name=op.f("uq_papers_order_id_kind_digest")),
        comment="Papers of orders, by what they say",
    )
    op.create_index(op.f("ix_papers_order_id"), "papers", ["order_id"])
    op.create_index("ix_rfqs_state_due_on", "rfqs", ["state", "due_on"])
    op.create_index("ix_quotations_state_valid_until", "quotations", ["state", "valid_until"])
    op.create_index("ix_payments_state_due_on", "payments", ["state", "due_on"])
    op.create_index("ix_orders_state_claim_until", "orders", ["state", "claim_until"])
