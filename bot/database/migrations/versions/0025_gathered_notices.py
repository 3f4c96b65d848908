"""Records in each conversation when its last notice was said, because what follows soon after is gathered."""

import sqlalchemy as sa
from alembic import op

from foundation.database import columns

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    noticed: sa.Column[object] = sa.Column(
        "noticed_at", columns.UtcDateTime(timezone=True), nullable=True, comment="when the last notice was said in it"
    )
    op.add_column("conversations", noticed)
