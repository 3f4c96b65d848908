"""Adds the documents with the operator's own texts, and their history."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.database import columns

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "operator_words",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False, comment="the newest of a document counts"),
        sa.Column(
            "kind",
            sa.String(length=16),
            nullable=False,
            comment="brand, text, terms, article: of bot/words/documents.py",
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
            comment="as of its kind; {}: what came with the product counts again",
        ),
        sa.Column("agent_id", sa.Integer(), nullable=False, comment="who changed it"),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_operator_words_agent_id_agents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_words")),
    )
    op.create_index(op.f("ix_operator_words_kind_name_id"), "operator_words", ["kind", "name", "id"], unique=False)
