"""Lets suppliers ask buyers about an order or a request."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "questions",
        sa.Column(
            "asked_by", sa.String(length=10), server_default="buyer", nullable=False, comment="buyer or supplier"
        ),
    )
    with op.batch_alter_table("questions") as questions:
        questions.alter_column(
            "subject",
            existing_type=sa.String(length=10),
            existing_nullable=False,
            comment="company, listing, order, quotation, request",
        )
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no comments
        op.create_table_comment("questions", "What buyers and suppliers ask each other; the words are letters")
