"""Stores that an invited supplier does not quote for a request, and why."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database import columns

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "rfq_recipients",
        sa.Column(
            "declined_at",
            columns.UtcDateTime(),
            nullable=True,
            comment="when the supplier said that it does not quote; a quotation takes it back",
        ),
    )
    op.add_column(
        "rfq_recipients",
        sa.Column("reason", sa.Text(), nullable=True, comment="why it does not quote, as the buyer reads it"),
    )


def downgrade() -> None:
    op.drop_column("rfq_recipients", "reason")
    op.drop_column("rfq_recipients", "declined_at")
