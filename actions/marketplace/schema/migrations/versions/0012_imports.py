"""Adds the tables of imports and events, allows the rating and the other figures of a company to be unknown, and lets products be
paused and have a stock."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database import columns

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "operator_ids",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column(
            "operator_id", sa.String(length=100), nullable=False, comment="as the operator's own system calls it"
        ),
        sa.Column("row_id", sa.Integer(), nullable=False, comment="of an account: its company's"),
        sa.Column(
            "digest",
            sa.String(length=32),
            nullable=False,
            comment="of what was last imported; equal rows change nothing",
        ),
        sa.PrimaryKeyConstraint("kind", "operator_id", name=op.f("pk_operator_ids")),
        comment="What the operator's own system calls rows of this database",
    )
    op.create_index("ix_operator_ids_kind_row_id", "operator_ids", ["kind", "row_id"])
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False, comment="the file, and the sheet of a workbook"),
        sa.Column("fingerprint", sa.String(length=100), nullable=False, comment="of the content"),
        sa.Column("line", sa.Integer(), nullable=False, comment="the last line that was dealt with"),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("report_bytes", sa.Integer(), nullable=False, comment="how long the report was then"),
        sa.Column("done", sa.Float(), nullable=False, comment="the share of the file"),
        sa.Column("started_at", columns.UtcDateTime(), nullable=False),
        sa.Column("updated_at", columns.UtcDateTime(), nullable=False),
        sa.Column(
            "finished_at",
            columns.UtcDateTime(),
            nullable=True,
            comment="null while it runs, and after it was interrupted",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        comment="Imports of files, and how far they got",
    )
    op.create_index("ix_imports_fingerprint", "imports", ["fingerprint"])
    op.create_table(
        "events",
        sa.Column("id", sa.String(length=100), nullable=False, comment="as the operator's system gave it"),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=140), nullable=False, comment="what it is about: orders:SO-1"),
        sa.Column("at", columns.UtcDateTime(), nullable=False, comment="when it happened there"),
        sa.Column("digest", sa.String(length=32), nullable=False, comment="of its content"),
        sa.Column("outcome", sa.String(length=10), nullable=False, comment="done, unchanged, stale, refused"),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("received_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        comment="What the operator's own system has told",
    )
    op.create_index("ix_events_subject_at", "events", ["subject", "at"])
    op.create_index("ix_events_received_at", "events", ["received_at"])
    with op.batch_alter_table("suppliers") as suppliers:
        for name in ("founded_year", "employees", "export_percent"):
            suppliers.alter_column(name, existing_type=sa.Integer(), nullable=True)
    op.add_column(
        "products", sa.Column("stock", columns.ExactDecimal(), nullable=True, comment="null: the supplier does not say")
    )
    op.add_column("products", sa.Column("paused", sa.Boolean(), nullable=False, server_default=sa.false()))
