"""Records the corrections that were made here in imported rows."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database import columns

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("operator_id", sa.String(length=100), nullable=False),
        sa.Column("column", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False, comment="the cell as it was corrected"),
        sa.Column("by", sa.String(length=80), nullable=False, comment="the member of the staff, or the supplier"),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "operator_id", "column", name=op.f("pk_corrections")),
        comment="What was corrected here in rows that an import has brought, until an import writes over it",
    )


def downgrade() -> None:
    op.drop_table("corrections")
