"""Records which edits a topic of the staff's group shows. Edits from before this migration are not posted again."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staff_topics") as batch:
        shown = sa.Column(
            "edits",
            sa.Integer(),
            nullable=False,
            server_default=sa.text("0"),
            comment="the last edit of the conversation that is shown there",
        )
        batch.add_column(shown)
    op.execute(
        "UPDATE staff_topics SET edits = coalesce("
        "(SELECT edits FROM conversations WHERE conversations.id = staff_topics.conversation_id), 0)"
    )
