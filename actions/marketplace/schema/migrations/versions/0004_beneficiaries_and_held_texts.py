"""Adds the tables of bank accounts to which money for a supplier may go, and of suspicious texts that
wait for a decision of the staff."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database import columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "beneficiaries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("bank", sa.String(length=200), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False, comment="IBAN, or the number at the bank"),
        sa.Column("swift", sa.String(length=11), nullable=True),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["suppliers.id"], name=op.f("fk_beneficiaries_supplier_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beneficiaries")),
        comment="Whose account money for a supplier may go to: checked by the marketplace",
    )
    op.create_index(op.f("ix_beneficiaries_supplier_id"), "beneficiaries", ["supplier_id"])
    op.create_table(
        "held_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rfq_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False, comment="whose words they are"),
        sa.Column(
            "conversation",
            sa.String(length=64),
            nullable=False,
            comment="where they were written, as the gateway calls it",
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False, comment="held, released, refused"),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("decided_at", columns.UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["rfq_id"], ["rfqs.id"], name=op.f("fk_held_texts_rfq_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_texts")),
        sa.UniqueConstraint("rfq_id", name=op.f("uq_held_texts_rfq_id")),
        comment="Words that wait for a person before they reach the other side",
    )
    op.create_index(op.f("ix_held_texts_state"), "held_texts", ["state"])
