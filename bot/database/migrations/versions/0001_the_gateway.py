"""Creates the gateway's tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.database import columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agents",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False, comment="agent, supervisor, admin"),
        sa.Column("languages", sa.String(length=40), nullable=False, comment="en or en,zh"),
        sa.Column("password_hash", sa.String(length=200), nullable=False, comment="argon2id"),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agents")),
        sa.UniqueConstraint("username", name=op.f("uq_agents_username")),
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column(
            "key",
            sa.String(length=80),
            nullable=False,
            comment="the contact on its channel: chat id, or hash of the web session",
        ),
        sa.Column("account", sa.String(length=80), nullable=True, comment="the marketplace account, once verified"),
        sa.Column("role", sa.String(length=16), server_default="visitor", nullable=False),
        sa.Column("person", sa.String(length=120), nullable=True, comment="who of the account: the identity's sub"),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column(
            "account_until",
            columns.UtcDateTime(timezone=True),
            nullable=True,
            comment="end of the signed identity; null: until unlinked",
        ),
        sa.Column("language", sa.String(length=8), server_default="en", nullable=False),
        sa.Column(
            "language_known",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="chosen or heard, not guessed",
        ),
        sa.Column(
            "unreachable",
            sa.String(length=40),
            nullable=True,
            comment="why messages cannot be sent: blocked, chat_gone",
        ),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("channel", "key", name=op.f("uq_contacts_channel_key")),
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contacts_account"), ["account"], unique=False)

    op.create_table(
        "identities",
        sa.Column("jti", sa.String(length=80), nullable=False),
        sa.Column("session_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("jti", name=op.f("pk_identities")),
    )
    op.create_table(
        "link_codes",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_link_codes")),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column(
            "status", sa.String(length=16), server_default="pending", nullable=False, comment="pending, open, resolved"
        ),
        sa.Column("agent_id", sa.Integer(), nullable=True, comment="who owns it while open"),
        sa.Column(
            "state",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=True,
            comment="the carried dialogue state, opaque",
        ),
        sa.Column("last_message_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "turn_done_through",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="inbound id announced as done",
        ),
        sa.Column("lease_token", sa.Integer(), server_default="0", nullable=False, comment="fencing token"),
        sa.Column("lease_until", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "retry_at", columns.UtcDateTime(timezone=True), nullable=True, comment="not before, after a failed turn"
        ),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_conversations_agent_id_agents")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_conversations_contact_id_contacts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversations_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_conversations_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), server_default="en", nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "seen_at",
            columns.UtcDateTime(timezone=True),
            nullable=True,
            comment="the console was open then: an agent counts as online for a minute",
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_staff_sessions_agent_id_agents")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_sessions")),
    )
    with op.batch_alter_table("staff_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_sessions_agent_id"), ["agent_id"], unique=False)

    op.create_table(
        "buttons",
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column(
            "label", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("intent", sa.String(length=40), nullable=False),
        sa.Column(
            "entities", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("single_use", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_buttons_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_buttons")),
    )
    with op.batch_alter_table("buttons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_buttons_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False, comment="queued, sending, sent, refused, unknown"),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.String(length=80), nullable=True),
        sa.Column("updated_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_deliveries_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("conversation_id", "message_id", name=op.f("uq_deliveries_conversation_id_message_id")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_deliveries_waiting",
            ["conversation_id", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('queued', 'sending')"),
            postgresql_where=sa.text("state IN ('queued', 'sending')"),
        )

    op.create_table(
        "handoffs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False, comment="requested, assigned, resolved"),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("requested_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("assigned_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_handoffs_agent_id_agents")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_handoffs_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoffs")),
    )
    with op.batch_alter_table("handoffs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handoffs_state_requested_at"), ["state", "requested_at"], unique=False)
        batch_op.create_index(
            "uq_handoffs_active",
            ["conversation_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'resolved'"),
            postgresql_where=sa.text("state <> 'resolved'"),
        )

    op.create_table(
        "inbound",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False, comment="the contact's message in messages"),
        sa.Column(
            "client_id", sa.String(length=80), nullable=True, comment="web chat: the frame to answer with turn_done"
        ),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column(
            "payload", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("received_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "told_at",
            columns.UtcDateTime(timezone=True),
            nullable=True,
            comment="when the contact was told that the answer takes longer",
        ),
        sa.Column("handled_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("handled_by", sa.String(length=16), nullable=True, comment="bot, agent"),
        sa.Column("position", sa.Integer(), nullable=True, comment="last message id of the conversation when handled"),
        sa.Column(
            "understood",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=True,
            comment="intent, confidence, entities",
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_inbound_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound")),
        sa.UniqueConstraint("channel", "external_id", name=op.f("uq_inbound_channel_external_id")),
    )
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.create_index("ix_inbound_conversation", ["conversation_id", "id"], unique=False)
        batch_op.create_index(
            "ix_inbound_waiting",
            ["conversation_id", "id"],
            unique=False,
            sqlite_where=sa.text("handled_at IS NULL"),
            postgresql_where=sa.text("handled_at IS NULL"),
        )

    op.create_table(
        "messages",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False, comment="1, 2, 3 … in the conversation"),
        sa.Column("author", sa.String(length=16), nullable=False, comment="contact, bot, agent, system"),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column(
            "internal", sa.Boolean(), server_default=sa.text("false"), nullable=False, comment="a note for staff"
        ),
        sa.Column("text", sa.Text(), nullable=True, comment="verbatim, of contacts and agents"),
        sa.Column(
            "reply",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=True,
            comment="a reply as data, of bot and system",
        ),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_messages_agent_id_agents")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_messages_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "id", name=op.f("pk_messages")),
    )
    op.create_table(
        "web_sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_web_sessions_contact_id_contacts")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_web_sessions_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_sessions")),
    )
    with op.batch_alter_table("web_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_sessions_conversation_id"), ["conversation_id"], unique=False)
