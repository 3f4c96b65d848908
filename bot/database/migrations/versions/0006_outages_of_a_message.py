"""Adds a count of how often Rasa stopped while it was answering a message."""

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
