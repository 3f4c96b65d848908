"""Adds the day on which the goods of a buying request must arrive, in addition to the last day for quotations."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("rfqs") as rfqs:
        rfqs.add_column(sa.Column("needed_by", sa.Date(), nullable=True))
