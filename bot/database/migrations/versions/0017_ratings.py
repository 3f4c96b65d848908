"""Adds what contacts were asked about their satisfaction, and what they answered."""

import sqlalchemy as sa
from alembic import op

from foundation.database import columns

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = columns.UtcDateTime(timezone=True)
    op.create_table(
        "ratings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=8), nullable=False, comment="agent, bot"),
        sa.Column("handoff_id", sa.String(length=32), nullable=True),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("score", sa.Integer(), nullable=True, comment="3 good, 2 fair, 1 bad; null: not answered"),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.Column("rated_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_ratings_agent_id_agents")),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoffs.id"], name=op.f("fk_ratings_handoff_id_handoffs")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_ratings_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
    )
    op.create_index(op.f("ix_ratings_conversation_id"), "ratings", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_ratings_asked_at"), "ratings", ["asked_at"], unique=False)
