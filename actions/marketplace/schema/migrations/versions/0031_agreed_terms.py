"""Keeps of a payment whether it was agreed to come before the goods leave, and names the receipt among the papers."""

import sqlalchemy as sa
from alembic import op

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
    _comment("proforma, commercial, terms, packing, receipt")


def downgrade() -> None:
    _comment("proforma, commercial, terms, packing")
    op.drop_column("payments", "before_shipment")


def _comment(comment: str) -> None:
    with op.batch_alter_table("papers") as papers:
        papers.alter_column("kind", existing_type=sa.String(length=12), existing_nullable=False, comment=comment)
