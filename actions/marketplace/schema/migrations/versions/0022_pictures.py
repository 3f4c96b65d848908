"""Adds the name of a picture to each product."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    name: sa.Column[str] = sa.Column(
        "picture", sa.String(length=120), nullable=True, comment="the name under which the gateway keeps it"
    )
    op.add_column("products", name)
    op.create_index(op.f("ix_products_picture"), "products", ["picture"])


def downgrade() -> None:
    op.drop_index(op.f("ix_products_picture"), table_name="products")
    op.drop_column("products", "picture")
