"""Keeps of a quotation which order came of it, so that the order's term sheet can name the terms both sides confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "quotations", sa.Column("order_number", sa.String(20), nullable=True, comment="the order that came of it")
    )
    op.create_index("ix_quotations_order_number", "quotations", ["order_number"])


def downgrade() -> None:
    op.drop_index("ix_quotations_order_number", "quotations")
    op.drop_column("quotations", "order_number")
