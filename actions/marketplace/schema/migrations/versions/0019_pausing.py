"""Lets suppliers and accounts be paused, and keeps refused events, so that they can be tried again."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, comment in (
        ("suppliers", "its goods are out of the search"),
        ("accounts", "it is treated as a visitor"),
    ):
        paused: sa.Column[bool] = sa.Column(
            "paused", sa.Boolean(), nullable=False, server_default=sa.false(), comment=comment
        )
        op.add_column(table, paused)
    given = "a refused one as it came, so that it can be tried again"
    op.add_column("events", sa.Column("given", sa.JSON(), nullable=True, comment=given))


def downgrade() -> None:
    op.drop_column("events", "given")
    for table in ("accounts", "suppliers"):
        op.drop_column(table, "paused")
