"""Adds to which orders and requests files belong, and which files are copies for the other side."""

import sqlalchemy as sa
from alembic import op

from foundation.database import columns

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "shared_by", sa.String(length=32), nullable=True, comment="whose file it is a copy of, and goes with"
            )
        )
        batch_op.create_foreign_key("fk_files_shared_by_contacts", "contacts", ["shared_by"], ["id"])
        batch_op.create_index(batch_op.f("ix_files_shared_by"), ["shared_by"], unique=False)
    op.create_table(
        "file_places",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False, comment="as the marketplace numbers it"),
        sa.Column("file_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False, comment="where the file came in"),
        sa.Column("number", sa.String(length=20), nullable=False, comment="of the order or request that it belongs to"),
        sa.Column("use", sa.String(length=10), nullable=False, comment="evidence, paper, waybill, list, quotation"),
        sa.Column(
            "state",
            sa.String(length=10),
            nullable=False,
            comment="unread, held, released (to the other side), refused, gone",
        ),
        sa.Column("updated_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_file_places_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_places")),
        comment="Which order or request a file belongs to, and whether the other side got it, as the marketplace says",
    )
    for column in ("conversation_id", "file_id", "state"):
        op.create_index(op.f(f"ix_file_places_{column}"), "file_places", [column], unique=False)
