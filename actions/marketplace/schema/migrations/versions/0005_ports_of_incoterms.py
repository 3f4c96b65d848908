"""Adds the port that belongs to the Incoterm of a request or quotation, such as Shanghai in "FOB Shanghai"."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("rfqs", "quotations"):
        with op.batch_alter_table(table) as changed:
            changed.add_column(sa.Column("port_en", sa.String(length=80), nullable=True))
            changed.add_column(sa.Column("port_zh", sa.String(length=80), nullable=True))
