"""a message's outages are counted, and their times are read by nobody"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("inbound", recreate="never") as batch_op:
        batch_op.drop_column("outage_at")
