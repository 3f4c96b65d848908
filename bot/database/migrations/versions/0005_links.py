"""Adds what is needed for contacts to see where they are signed in, to consent to a sign-in, and to
end it."""

import sqlalchemy as sa
from alembic import op

from foundation.database import columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = columns.UtcDateTime(timezone=True)
    # SQLite cannot recreate the tables of contacts and conversations, because rows of other tables
    # refer to them.
    with op.batch_alter_table("contacts", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column(
                "company",
                sa.String(length=120),
                nullable=True,
                comment="what the account's company is called, as the identity said",
            )
        )
        batch_op.add_column(
            sa.Column(
                "manages_links",
                sa.Boolean(),
                server_default=sa.text("true"),
                nullable=False,
                comment="whether they may end the links of the account's other people",
            )
        )
        batch_op.add_column(
            sa.Column("linked_at", moment, nullable=True, comment="since when they are signed in to this account")
        )
        batch_op.add_column(
            sa.Column(
                "link_failures",
                sa.Integer(),
                server_default="0",
                nullable=False,
                comment="refused link codes in a row",
            )
        )
        batch_op.add_column(sa.Column("link_failed_at", moment, nullable=True, comment="the last of them"))
    with op.batch_alter_table("conversations", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column(
                "question_kept",
                sa.Boolean(),
                server_default=sa.text("false"),
                nullable=False,
                comment="a question waits in the state for its contact to sign in",
            )
        )
    with op.batch_alter_table("web_sessions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "ended_at",
                moment,
                nullable=True,
                comment="ended from another device or by staff: it opens nothing any more",
            )
        )
        batch_op.create_index(batch_op.f("ix_web_sessions_contact_id"), ["contact_id"], unique=False)
    with op.batch_alter_table("link_codes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("company", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("manages_links", sa.Boolean(), server_default=sa.text("true"), nullable=False))
        batch_op.add_column(
            sa.Column(
                "from_conversation", sa.String(length=32), nullable=True, comment="the web chat that goes on elsewhere"
            )
        )
        batch_op.add_column(
            sa.Column(
                "contact_id",
                sa.String(length=32),
                nullable=True,
                comment="who presented it first; nobody else may use it",
            )
        )
        batch_op.create_foreign_key(batch_op.f("fk_link_codes_contact_id_contacts"), "contacts", ["contact_id"], ["id"])
