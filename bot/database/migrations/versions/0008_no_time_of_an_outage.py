"""Drops the column with the time of a message's last outage, which no code reads."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("inbound", recreate="never") as batch_op:
        batch_op.drop_column("outage_at")
