"""Lets a supplier's response time and punctuality be unknown. Until then they had a value even where nobody had given
one."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_FIGURES = {"response_hours": "24", "on_time_percent": "90"}


def upgrade() -> None:
    with op.batch_alter_table("suppliers") as suppliers:
        for name, value in _FIGURES.items():
            suppliers.alter_column(
                name, existing_type=sa.Integer(), nullable=True, existing_server_default=value, server_default=None
            )


def downgrade() -> None:
    for name, value in _FIGURES.items():
        op.execute(sa.text(f"UPDATE suppliers SET {name} = {value} WHERE {name} IS NULL"))  # noqa: S608  constants
    with op.batch_alter_table("suppliers") as suppliers:
        for name, value in _FIGURES.items():
            suppliers.alter_column(name, existing_type=sa.Integer(), nullable=False, server_default=value)
