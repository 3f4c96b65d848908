"""Keeps what a supplier asks for in return for a change of an order: a cost on top, or another day of shipment."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "order_changes",
        sa.Column(
            "proposal",
            sa.JSON(),
            nullable=True,
            comment="what the supplier asks for in return: a cost, a day of shipment",
        ),
    )
    _comment("open, proposed, agreed, refused, made, overtaken")


def downgrade() -> None:
    _comment("open, agreed, refused, made, overtaken")
    op.drop_column("order_changes", "proposal")


def _comment(comment: str) -> None:
    with op.batch_alter_table("order_changes") as changes:
        changes.alter_column("state", existing_type=sa.String(length=10), existing_nullable=False, comment=comment)
