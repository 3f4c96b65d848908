"""Stores how far the views of the operator's own database have been read, and the rows of files and views that were
refused."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database import columns

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "view_passes",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column(
            "since",
            sa.String(length=64),
            nullable=True,
            comment="the latest updated_at that was read, as the view writes it",
        ),
        sa.Column("full_at", columns.UtcDateTime(), nullable=True, comment="when the last pass over all rows began"),
        sa.Column(
            "passed_at",
            columns.UtcDateTime(),
            nullable=True,
            comment="when the last pass ended that could read the view",
        ),
        sa.Column("tried_at", columns.UtcDateTime(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column(
            "held_back",
            sa.Integer(),
            nullable=False,
            comment="rows that are gone from the view, too many to believe it",
        ),
        sa.Column(
            "error_en", sa.String(length=500), nullable=True, comment="why the last pass could not read the view"
        ),
        sa.Column("error_zh", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_view_passes")),
        comment="How far the views of the operator's own database have been read",
    )
    op.create_table(
        "refused_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False, comment="the file, or the view: caravan.products"),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False, comment="of a file; of a view the place in its last pass"),
        sa.Column("operator_id", sa.String(length=100), nullable=True),
        sa.Column("column", sa.String(length=40), nullable=True),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("reason_en", sa.String(length=500), nullable=False),
        sa.Column("reason_zh", sa.String(length=500), nullable=False),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_rows")),
        comment="Rows of files and views that were refused, until they are taken or their file is imported again",
    )
    op.create_index("ix_refused_rows_source_operator_id", "refused_rows", ["source", "operator_id"])
