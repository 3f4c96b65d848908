"""Counts the changes to values that only listings show, such as the stock, so that listings can be kept in memory until
something changes."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "catalogue",
        sa.Column(
            "details",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="changes with what only listings show: the stock",
        ),
    )


def downgrade() -> None:
    op.drop_column("catalogue", "details")
