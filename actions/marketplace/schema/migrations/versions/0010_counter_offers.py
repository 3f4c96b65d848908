"""Stores counter-offers and the limits that a side keeps to itself, freezes agreed terms, and keeps the notes of
requests and quotations and the listing that each of them is about."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database import columns

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "rfqs",
        sa.Column(
            "product_id", sa.Integer(), nullable=True, comment="the listing that was asked for; it may be gone by now"
        ),
    )
    op.add_column(
        "rfqs", sa.Column("note", sa.Text(), nullable=True, comment="what the buyer adds: logo, label, packing")
    )
    op.add_column(
        "quotations",
        sa.Column(
            "agreed_terms", sa.String(length=64), nullable=True, comment="hash of the terms that both sides confirmed"
        ),
    )
    op.add_column(
        "quotations", sa.Column("note", sa.Text(), nullable=True, comment="what the supplier adds to its price")
    )
    op.create_table(
        "counter_offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quotation_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False, comment="0 is the quotation itself"),
        sa.Column("side", sa.String(length=10), nullable=False, comment="who made the offer: buyer, supplier"),
        sa.Column("unit_price", columns.ExactDecimal(places=2), nullable=False),
        sa.Column("quantity", columns.ExactDecimal(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False, comment="quoted, open, accepted, declined, overtaken"),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quotation_id"], ["quotations.id"], name=op.f("fk_counter_offers_quotation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter_offers")),
        sa.UniqueConstraint("quotation_id", "round", name=op.f("uq_counter_offers_quotation_id_round")),
        comment="The rounds of a negotiation about a quotation",
    )
    op.create_index("ix_counter_offers_quotation_id", "counter_offers", ["quotation_id"])
    op.create_table(
        "private_limits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quotation_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False, comment="whose limit it is; nobody else reads it"),
        sa.Column("unit_price", columns.ExactDecimal(places=2), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quotation_id"], ["quotations.id"], name=op.f("fk_private_limits_quotation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_limits")),
        sa.UniqueConstraint("quotation_id", "account", name=op.f("uq_private_limits_quotation_id_account")),
        comment="How far an account would go, which the other side never reads",
    )
    op.create_index("ix_private_limits_quotation_id", "private_limits", ["quotation_id"])
