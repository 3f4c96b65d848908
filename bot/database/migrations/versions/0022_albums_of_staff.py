"""Stores the parts of an album that a member of the staff sends in a topic, until all of them have come."""

import sqlalchemy as sa
from alembic import op

from foundation.database.columns import JsonOrNull

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staff_words") as batch:
        batch.add_column(sa.Column("album", sa.String(64), nullable=True, comment="the album of which it is a part"))
        part = sa.Column("part", JsonOrNull, nullable=True, comment="a part of an album that waits for the others")
        batch.add_column(part)
    waits = sa.text("part IS NOT NULL")
    op.create_index("ix_staff_words_parts", "staff_words", ["chat_id"], sqlite_where=waits, postgresql_where=waits)
