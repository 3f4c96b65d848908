"""Adds the table of messages that the bot did not understand."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.database import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "not_understood",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="redacted"),
        sa.Column("language", sa.String(length=8), nullable=False, comment="the contact's"),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column(
            "outcome",
            sa.String(length=16),
            nullable=False,
            comment="fallback, clarified, corrected, escalated, other_language",
        ),
        sa.Column(
            "ranking",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
            comment="[[intent, confidence], …] as the NLU had it",
        ),
        sa.Column(
            "entities",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
            comment="[{entity, value, start, end}, …] in the redacted text",
        ),
        sa.Column(
            "meant", sa.String(length=40), nullable=True, comment="the reading that the contact chose afterwards"
        ),
        sa.Column("label", sa.String(length=40), nullable=True, comment="the intent that staff gave it, or ignored"),
        sa.Column("labelled_by", sa.Integer(), nullable=True),
        sa.Column("labelled_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_not_understood_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["labelled_by"], ["agents.id"], name=op.f("fk_not_understood_labelled_by_agents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_understood")),
        sa.UniqueConstraint("conversation_id", "message_id", name=op.f("uq_not_understood_conversation_id_message_id")),
    )
    with op.batch_alter_table("not_understood", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_not_understood_label_id"), ["label", "id"], unique=False)
