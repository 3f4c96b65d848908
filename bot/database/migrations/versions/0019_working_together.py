"""Adds who looks at a conversation and writes there, mentions of colleagues in notes, how far contacts
have read, and the earlier words of edited messages."""

import sqlalchemy as sa
from alembic import op

from foundation.database import columns

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

CONVERSATION = "conversations.id"


def upgrade() -> None:
    moment = columns.UtcDateTime(timezone=True)
    op.add_column(
        "conversations",
        sa.Column(
            "edits",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="how often messages of it were edited",
        ),
    )
    op.add_column(
        "messages",
        sa.Column("edited_at", moment, nullable=True, comment="when its agent last changed its words; null: never"),
    )
    op.create_table(
        "message_edits",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False, comment="1, 2, 3 … in the conversation"),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True, comment="who changed it"),
        sa.Column("text", sa.Text(), nullable=False, comment="the words before"),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_message_edits_agent_id_agents")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], [CONVERSATION], name=op.f("fk_message_edits_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "number", name=op.f("pk_message_edits")),
    )
    op.create_table(
        "contact_reads",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("through", sa.Integer(), nullable=False, comment="the last message that the contact has seen"),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], [CONVERSATION], name=op.f("fk_contact_reads_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_contact_reads")),
    )
    op.create_table(
        "conversation_attention",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("looked_at", moment, nullable=False, comment="when the agent last had its page open"),
        sa.Column(
            "typed_at", moment, nullable=True, comment="when the agent last wrote at a reply or note; null: not now"
        ),
        sa.Column(
            "is_note",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="what is written is a note",
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_conversation_attention_agent_id_agents")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], [CONVERSATION], name=op.f("fk_conversation_attention_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "agent_id", name=op.f("pk_conversation_attention")),
    )
    op.create_table(
        "mentions",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.Integer(), autoincrement=False, nullable=False, comment="the note"),
        sa.Column("agent_id", sa.Integer(), autoincrement=False, nullable=False, comment="who is named"),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_mentions_agent_id_agents")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], [CONVERSATION], name=op.f("fk_mentions_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "message_id", "agent_id", name=op.f("pk_mentions")),
    )
    op.create_index(op.f("ix_mentions_agent_id"), "mentions", ["agent_id"], unique=False)
