"""Records for each session of the web chat when its sign-in expires, because several devices of a person can continue
one conversation."""

import sqlalchemy as sa
from alembic import op

from foundation.database import columns

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    until: sa.Column[object] = sa.Column(
        "signed_in_until",
        columns.UtcDateTime(timezone=True),
        nullable=True,
        comment="when the identity that this browser presented ends; null: none, or before there was this column",
    )
    op.add_column("web_sessions", until)
