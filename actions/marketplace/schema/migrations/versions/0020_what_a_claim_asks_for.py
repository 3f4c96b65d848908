"""Stores how much of the money the buyer of a claim asks back, and allows wishes in the buyer's own words."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database import columns

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("claims", sa.Column("wanted", columns.ExactDecimal(places=2), nullable=True))
    _comment("refund, replacement, part_refund, other")


def downgrade() -> None:
    _comment("refund, replacement, part_refund")
    op.drop_column("claims", "wanted")


def _comment(comment: str) -> None:
    with op.batch_alter_table("claims") as claims:
        claims.alter_column("wish", existing_type=sa.String(length=12), existing_nullable=False, comment=comment)
