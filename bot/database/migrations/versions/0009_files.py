"""Adds the table of files, the files of each message, and an index for the parts of albums that
wait to be joined."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.database import columns

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite cannot recreate this table, because rows of other tables refer to it.
    with op.batch_alter_table("messages", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column(
                "files",
                sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
                nullable=True,
                comment="[{id, kind, name, …}, …]: the files in it, null without any",
            )
        )
    op.create_index(
        "ix_inbound_parts",
        "inbound",
        ["conversation_id"],
        unique=False,
        sqlite_where=sa.text("kind = 'part' AND message_id = 0"),
        postgresql_where=sa.text("kind = 'part' AND message_id = 0"),
    )
    op.create_table(
        "files",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="names the kept bytes"),
        sa.Column("preview", sa.String(length=64), nullable=True, comment="names the bytes of a picture's small JPEG"),
        sa.Column("kind", sa.String(length=16), nullable=False, comment="photo, pdf, sheet, document"),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False, comment="as its sender called it, cleaned"),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.String(length=32), nullable=False, comment="who sent or gets it"),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True, comment="null while its message is being written"),
        sa.Column("agent_id", sa.Integer(), nullable=True, comment="who of the staff sent it"),
        sa.Column("direction", sa.String(length=3), nullable=False, comment="in, out"),
        sa.Column("state", sa.String(length=16), nullable=False, comment="received, held (a person decides), refused"),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_files_contact_id_contacts")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_files_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_files_agent_id_agents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_files_conversation_id_message_id"), ["conversation_id", "message_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_files_contact_id_created_at"), ["contact_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_files_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_files_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_files_preview"), ["preview"], unique=False)
