"""Adds the topics of the staff's group on Telegram, what the staff wrote there, and which person is which member."""

import sqlalchemy as sa
from alembic import op

from foundation.database import columns

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = columns.UtcDateTime(timezone=True)
    with op.batch_alter_table("staff_sessions") as batch:
        batch.add_column(
            sa.Column("telegram_id", sa.BigInteger(), comment="the linked person on Telegram, if method is telegram")
        )
        batch.alter_column(
            "method",
            existing_type=sa.String(length=16),
            existing_nullable=False,
            existing_server_default="password",
            comment="password, totp, recovery, oidc, telegram",
            existing_comment="password, totp, recovery, oidc",
        )
        batch.create_index(op.f("ix_staff_sessions_telegram_id"), ["telegram_id"])
    op.create_table(
        "staff_link_codes",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_staff_link_codes_agent_id_agents")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_staff_link_codes")),
    )
    op.create_index(op.f("ix_staff_link_codes_agent_id"), "staff_link_codes", ["agent_id"])
    _add_topics(moment)
    _add_words()


def _add_topics(moment: columns.UtcDateTime) -> None:
    op.create_table(
        "staff_topics",
        sa.Column(
            "handoff_id",
            sa.String(length=32),
            nullable=False,
            comment="no foreign key: what was erased is deleted in the group by it",
        ),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False, comment="the group"),
        sa.Column("thread_id", sa.BigInteger(), comment="the topic; null: it has to be made, or made again"),
        sa.Column(
            "through", sa.Integer(), nullable=False, comment="the last message of the conversation that is shown there"
        ),
        sa.Column(
            "posting", sa.Integer(), comment="the last message of what is being posted: it may have arrived already"
        ),
        sa.Column(
            "is_introduced", sa.Boolean(), nullable=False, server_default=sa.false(), comment="the dossier is there"
        ),
        sa.Column("is_closed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column(
            "undelivered",
            sa.Integer(),
            nullable=False,
            comment="the last message that was said not to have arrived",
        ),
        sa.Column("posted_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("handoff_id", name=op.f("pk_staff_topics")),
    )
    op.create_index(op.f("ix_staff_topics_chat_id_thread_id"), "staff_topics", ["chat_id", "thread_id"])
    op.create_index(op.f("ix_staff_topics_conversation_id"), "staff_topics", ["conversation_id"])


def _add_words() -> None:
    op.create_table(
        "staff_words",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "telegram_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="of the message on Telegram"
        ),
        sa.Column("edited", sa.BigInteger(), nullable=False, comment="when it was edited last, in seconds; 0: never"),
        sa.Column("handoff_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.Integer(), comment="what it became in the conversation; null: nothing"),
        sa.Column(
            "answer", columns.JsonOrNull, comment="{who, term, values}: what the topic still has to be told about it"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_staff_words_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("chat_id", "telegram_id", name=op.f("pk_staff_words")),
    )
    op.create_index(op.f("ix_staff_words_conversation_id"), "staff_words", ["conversation_id"])
    some = sa.text("answer IS NOT NULL")
    op.create_index(
        "ix_staff_words_unanswered", "staff_words", ["handoff_id"], sqlite_where=some, postgresql_where=some
    )
