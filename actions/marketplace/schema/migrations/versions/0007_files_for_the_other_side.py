"""Stores for each file whether the other side may have it, and who decided that. Older files stay with the account that
sent them, because this account was told so."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database import columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attachments") as attachments:
        attachments.alter_column(
            "account", existing_type=sa.String(length=80), existing_nullable=False, comment="who sent it"
        )
        attachments.add_column(
            sa.Column(
                "state",
                sa.String(length=10),
                nullable=False,
                server_default="kept",
                comment="kept (stays with its sender), unread, held, released (to the other side), refused, gone",
            )
        )
        attachments.add_column(
            sa.Column(
                "findings", sa.JSON(), nullable=True, comment="[{kind, reason, found}, …]: what is suspicious in it"
            )
        )
        attachments.add_column(
            sa.Column(
                "unreadable",
                sa.String(length=10),
                nullable=True,
                comment="why its text could not be read: picture, locked, parts, long, damaged",
            )
        )
        attachments.add_column(
            sa.Column(
                "reason", sa.String(length=10), nullable=True, comment="why it was refused: bank, leave, unclear, other"
            )
        )
        attachments.add_column(sa.Column("decided_at", columns.UtcDateTime(), nullable=True))
        attachments.add_column(sa.Column("decided_by", sa.String(length=80), nullable=True))
        attachments.add_column(
            sa.Column(
                "told", sa.Boolean(), nullable=False, server_default=sa.true(), comment="the gateway knows the state"
            )
        )
    op.create_index("ix_attachments_state", "attachments", ["state"])
    op.create_index("ix_attachments_told", "attachments", ["told"])
