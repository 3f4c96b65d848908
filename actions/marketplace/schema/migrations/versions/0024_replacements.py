"""Stores how many pieces a supplier offers to send anew for a claim, instead of money."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database import columns

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "claims",
        sa.Column(
            "replaces",
            columns.ExactDecimal(),
            nullable=True,
            comment="how many pieces the supplier offers to send anew instead of money",
        ),
    )


def downgrade() -> None:
    op.drop_column("claims", "replaces")
