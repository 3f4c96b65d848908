"""Records the changes that suppliers make in their own listings."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database import columns

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "listing_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False, comment="the supplier who changed it"),
        sa.Column(
            "changes", sa.JSON(), nullable=False, comment="the names of the columns with the old and the new cell"
        ),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["products.id"],
            name=op.f("fk_listing_changes_product_id_products"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_changes")),
        comment="What suppliers changed in their own listings, in the chat",
    )
    op.create_index(op.f("ix_listing_changes_product_id"), "listing_changes", ["product_id"])


def downgrade() -> None:
    op.drop_table("listing_changes")
