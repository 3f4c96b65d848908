"""Adds what agents note about conversations: priority, labels, until when they are put aside, and how
far each agent has read them."""

import sqlalchemy as sa
from alembic import op

from foundation.database import columns

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

CONVERSATION = "conversations.id"


def upgrade() -> None:
    op.create_table(
        "conversation_marks",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column(
            "priority", sa.String(length=8), server_default="normal", nullable=False, comment="of bot/support/marks.py"
        ),
        sa.Column(
            "snoozed_until",
            columns.UtcDateTime(timezone=True),
            nullable=True,
            comment="put aside until then, or until the contact writes",
        ),
        sa.Column(
            "snoozed_at",
            sa.Integer(),
            nullable=True,
            comment="the last message of the conversation when it was put aside",
        ),
        sa.Column("agent_id", sa.Integer(), nullable=True, comment="who put it aside"),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_conversation_marks_agent_id_agents")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], [CONVERSATION], name=op.f("fk_conversation_marks_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_conversation_marks")),
    )
    op.create_table(
        "conversation_labels",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True, comment="who put it there"),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_conversation_labels_agent_id_agents")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], [CONVERSATION], name=op.f("fk_conversation_labels_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "label", name=op.f("pk_conversation_labels")),
    )
    op.create_index(op.f("ix_conversation_labels_label"), "conversation_labels", ["label"], unique=False)
    op.create_table(
        "conversation_reads",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("through", sa.Integer(), nullable=False, comment="the last message that the agent has seen"),
        sa.Column("at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_conversation_reads_agent_id_agents")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], [CONVERSATION], name=op.f("fk_conversation_reads_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "agent_id", name=op.f("pk_conversation_reads")),
    )
