"""Counts, for each message, the outages in a row that began while the dialogue was answering it."""

import sqlalchemy as sa
from alembic import op

from foundation.database import columns

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "inbound",
        sa.Column(
            "outages",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="at how many outages, with answers to others between them, it was in work",
        ),
    )
    op.add_column("inbound", sa.Column("outage_at", columns.UtcDateTime(timezone=True), comment="the last of them"))
