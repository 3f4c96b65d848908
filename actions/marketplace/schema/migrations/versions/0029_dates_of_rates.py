"""Adds the day for which an exchange rate holds, so that a price that is compared by it can name the day. The day of a
rate that is there already is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "exchange_rates",
        sa.Column(
            "as_of",
            sa.Date(),
            nullable=True,
            comment="the day for which the rate holds, null if nobody has told it",
        ),
    )


def downgrade() -> None:
    op.drop_column("exchange_rates", "as_of")
