"""Keeps of a payment whether it was agreed to come before the goods leave, and of a quotation the smallest quantity at its
price; names the receipt among the papers."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database.columns import ExactDecimal

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "payments",
        sa.Column(
            "before_shipment",
            sa.Boolean(),
            nullable=True,
            comment="whether it was agreed to come before the goods leave; if unknown, its day decides",
        ),
    )
    op.add_column(
        "quotations",
        sa.Column(
            "moq",
            ExactDecimal(),
            nullable=True,
            comment="the smallest quantity at this price, in the unit of the request",
        ),
    )
    _comment("proforma, commercial, terms, packing, receipt")


def downgrade() -> None:
    _comment("proforma, commercial, terms, packing")
    op.drop_column("quotations", "moq")
    op.drop_column("payments", "before_shipment")


def _comment(comment: str) -> None:
    with op.batch_alter_table("papers") as papers:
        papers.alter_column("kind", existing_type=sa.String(length=12), existing_nullable=False, comment=comment)
