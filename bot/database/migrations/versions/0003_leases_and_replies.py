"""Adds the table of leases (locks between gateways), and the table of agents' replies, in which a reply that is sent
twice is recognised."""

import sqlalchemy as sa
from alembic import op

from foundation.database import columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=40), nullable=False, comment="what one gateway at a time may do"),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("until", columns.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "agent_replies",
        sa.Column(
            "key",
            sa.String(length=64),
            nullable=False,
            comment="hash of the form's token and the text: sent again, it is the same",
        ),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_agent_replies_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_agent_replies")),
    )
