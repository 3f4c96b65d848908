"""Lets a rating be about a single answer of the assistant, and lets a message be stored as not understood because its
answer did not help."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ratings") as batch:
        marked = sa.Column(
            "message_id", sa.Integer(), nullable=True, comment="the answer that was marked as helpful or not"
        )
        batch.add_column(marked)
        batch.alter_column(
            "about", existing_type=sa.String(length=8), existing_nullable=False, comment="agent, bot, answer"
        )
        batch.create_unique_constraint(op.f("uq_ratings_conversation_id_message_id"), ["conversation_id", "message_id"])
    with op.batch_alter_table("not_understood") as batch:
        batch.alter_column(
            "outcome",
            existing_type=sa.String(length=16),
            existing_nullable=False,
            comment="fallback, clarified, unhelpful, corrected, escalated, other_language",
        )
