"""Adds the address (a keyed hash) from which a conversation is opened, and the time at which the
web chat of a person who waits for an agent was last open."""

import sqlalchemy as sa
from alembic import op

from foundation.database import columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite cannot recreate this table, because rows of other tables refer to it.
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
