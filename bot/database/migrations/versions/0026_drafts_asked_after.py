"""Records in each conversation when its contact was asked after an unfinished task, because that is done once."""

import sqlalchemy as sa
from alembic import op

from foundation.database import columns

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    asked: sa.Column[object] = sa.Column(
        "draft_asked_at",
        columns.UtcDateTime(timezone=True),
        nullable=True,
        comment="when the contact was last asked whether to go on with what is unfinished in it",
    )
    op.add_column("conversations", asked)
