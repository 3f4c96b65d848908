"""Stores the address that a visitor writes from, and when the chat of somebody who waits was last open."""

import sqlalchemy as sa
from alembic import op

from foundation.database import columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Another table refers to this one, and SQLite cannot recreate a table that rows of others refer
    # to.
    with op.batch_alter_table("conversations", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column(
                "address",
                sa.String(length=64),
                nullable=True,
                comment="keyed hash of the web chat's network, to count who waits from it",
            )
        )
    with op.batch_alter_table("handoffs", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column(
                "seen_at",
                columns.UtcDateTime(timezone=True),
                nullable=True,
                comment="when the web chat of who waits was last open",
            )
        )
