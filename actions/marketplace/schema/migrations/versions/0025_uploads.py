"""Stores the tables that admins upload on the console to be imported, and the results."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database import columns

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column(
            "state",
            sa.String(length=10),
            nullable=False,
            comment="coming, to_look, looked, to_apply, applied or failed",
        ),
        sa.Column("by", sa.String(length=80), nullable=False, comment="the member of the staff"),
        sa.Column(
            "kind", sa.String(length=20), nullable=True, comment="what the files hold, if their names do not say"
        ),
        sa.Column("files", sa.JSON(), nullable=False, comment="the name and the bytes of each file"),
        sa.Column("tables", sa.JSON(), nullable=False, comment="of each table in the files: what became of its rows"),
        sa.Column("beside_demo", sa.Boolean(), nullable=False, comment="whether the demo's data was there at the look"),
        sa.Column("tries", sa.Integer(), nullable=False, comment="how often it was begun since it last got on"),
        sa.Column("error_en", sa.String(length=500), nullable=True),
        sa.Column("error_zh", sa.String(length=500), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("changed_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        comment="What admins uploaded on the console to be imported",
    )
    op.create_index("ix_uploads_state", "uploads", ["state"])
    op.create_table(
        "upload_pieces",
        sa.Column("upload_id", sa.String(length=32), nullable=False),
        sa.Column("file", sa.Integer(), nullable=False, comment="the place of the file in the upload"),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False, comment="base64"),
        sa.PrimaryKeyConstraint("upload_id", "file", "place", name=op.f("pk_upload_pieces")),
        comment="The bytes of uploaded files, until they are imported or given up",
    )
    op.create_table(
        "upload_problems",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.String(length=32), nullable=False),
        sa.Column("table", sa.String(length=200), nullable=False, comment="the file, and the sheet of a workbook"),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column(
            "column",
            sa.String(length=100),
            nullable=False,
            comment="its heading in the file; empty for the whole row",
        ),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("reason_en", sa.String(length=500), nullable=False),
        sa.Column("reason_zh", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload_problems")),
        comment="The rows of uploads that were refused, and why",
    )
    op.create_index("ix_upload_problems_upload_id", "upload_problems", ["upload_id"])


def downgrade() -> None:
    op.drop_table("upload_problems")
    op.drop_table("upload_pieces")
    op.drop_table("uploads")
