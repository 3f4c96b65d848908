"""Adds the targets of the desk, and how well each request keeps them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.database import columns

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    moment = columns.UtcDateTime(timezone=True)
    op.create_table(
        "handoff_clocks",
        sa.Column("handoff_id", sa.String(length=32), nullable=False),
        sa.Column(
            "started_at", moment, nullable=False, comment="when it was requested; one that is reopened starts anew"
        ),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column(
            "basis",
            sa.String(length=80),
            nullable=False,
            comment="of what it was computed: when that changes, so does the rest",
        ),
        sa.Column("priority", sa.String(length=8), nullable=False),
        sa.Column(
            "waits",
            json,
            nullable=False,
            comment="[{target, since, until, seconds, late}, …]: when an answer was due",
        ),
        sa.Column(
            "seconds",
            sa.BigInteger(),
            nullable=False,
            comment="of working hours in which an answer was due, without the wait that lasts",
        ),
        sa.Column(
            "late", sa.String(length=40), server_default="", nullable=False, comment="the targets that were missed"
        ),
        sa.Column(
            "due_at",
            moment,
            nullable=True,
            comment="when the next target is missed; null while the contact has the turn",
        ),
        sa.Column("due_target", sa.String(length=16), nullable=True),
        sa.Column("warn_at", moment, nullable=True, comment="when the agents are warned of that"),
        sa.Column("warned_at", moment, nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_handoff_clocks_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoffs.id"], name=op.f("fk_handoff_clocks_handoff_id_handoffs")),
        sa.PrimaryKeyConstraint("handoff_id", "started_at", name=op.f("pk_handoff_clocks")),
    )
    for name in ("conversation_id", "ended_at", "started_at"):
        op.create_index(op.f(f"ix_handoff_clocks_{name}"), "handoff_clocks", [name], unique=False)
    op.create_table(
        "desk_targets",
        sa.Column(
            "id",
            sa.Integer(),
            autoincrement=True,
            nullable=False,
            comment="the newest row counts, the others are history",
        ),
        sa.Column("targets", json, nullable=False, comment="minutes of working hours by priority and target"),
        sa.Column("agent_id", sa.Integer(), nullable=False, comment="who changed them"),
        sa.Column("created_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_desk_targets_agent_id_agents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_targets")),
    )
