"""Keeps the pictures of the catalogue's products by their names."""

import sqlalchemy as sa
from alembic import op

from foundation.database import columns

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pictures",
        sa.Column("name", sa.String(length=120), nullable=False, comment="by which products name it"),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="names the kept bytes"),
        sa.Column("preview", sa.String(length=64), nullable=False, comment="names the bytes of its small JPEG"),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column(
            "named_at",
            columns.UtcDateTime(timezone=True),
            nullable=False,
            comment="when it came, or when a product was last seen to name it",
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pictures")),
    )
    for column in ("sha256", "preview", "named_at"):
        op.create_index(op.f(f"ix_pictures_{column}"), "pictures", [column])


def downgrade() -> None:
    op.drop_table("pictures")
