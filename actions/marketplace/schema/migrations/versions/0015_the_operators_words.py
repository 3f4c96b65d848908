"""Adds the copy of the operator's terms of orders and articles."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "operator_copy",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False, comment="1: there is one copy"),
        sa.Column("version", sa.String(length=40), nullable=False, comment="of the gateway's originals"),
        sa.Column(
            "content",
            sa.JSON(),
            nullable=False,
            comment="terms and articles, as of actions/marketplace/operator/records.py",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_copy")),
        comment="A copy of what the operator has decided; the gateway has the originals",
    )
