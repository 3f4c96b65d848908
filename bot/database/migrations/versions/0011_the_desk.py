"""Gives handoffs more states, and records each step between them. Adds what a contact who waits was
told, the time zones of contacts, and the calendar of the hours in which agents work."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.database import columns

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ACTIVE = "state IN ('requested', 'reopened', 'assigned')"


def upgrade() -> None:
    # SQLite cannot recreate these tables, because rows of other tables refer to them.
    with op.batch_alter_table("conversations", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column(
                "in_queue",
                sa.Boolean(),
                nullable=False,
                server_default=sa.text("false"),
                comment="its contact waits in the queue for an agent",
            )
        )
    op.execute(
        "UPDATE conversations SET in_queue = true"
        " WHERE id IN (SELECT conversation_id FROM handoffs WHERE state = 'requested')"
    )
    with op.batch_alter_table("handoffs", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column(
                "state_since",
                columns.UtcDateTime(timezone=True),
                nullable=True,
                comment="when the state last changed; null: as it was requested",
            )
        )
        batch_op.add_column(
            sa.Column(
                "reach_at",
                sa.String(length=254),
                nullable=True,
                comment="where the contact wants to be reached, as they wrote it",
            )
        )
        batch_op.add_column(
            sa.Column(
                "told_place",
                sa.Integer(),
                nullable=True,
                comment="the number in the queue that the contact was told last",
            )
        )
        batch_op.add_column(
            sa.Column(
                "told_minutes",
                sa.Integer(),
                nullable=True,
                comment="the waiting time that they were told last; null: that it is unknown",
            )
        )
        batch_op.add_column(sa.Column("told_at", columns.UtcDateTime(timezone=True), nullable=True))
    with op.batch_alter_table("contacts", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column(
                "zone",
                sa.String(length=64),
                nullable=True,
                comment="time zone of their browser, such as Europe/Berlin",
            )
        )
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("handoffs", "state", comment="requested, reopened, assigned, resolved, returned, expired")
        op.alter_column("handoffs", "resolved_at", comment="when it ended, in whichever way")
    op.drop_index("uq_handoffs_active", table_name="handoffs")
    op.create_index(
        "uq_handoffs_active",
        "handoffs",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text(ACTIVE),
        postgresql_where=sa.text(ACTIVE),
    )
    op.create_table(
        "handoff_steps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("handoff_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False, comment="of bot/support/store/lifecycle.py"),
        sa.Column("state", sa.String(length=16), nullable=False, comment="to which it led"),
        sa.Column("reason", sa.String(length=40), nullable=True, comment="why, for a request"),
        sa.Column("agent_id", sa.Integer(), nullable=True, comment="who has it then, or had it"),
        sa.Column("at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=True, comment="how long the state before lasted"),
        sa.Column(
            "place",
            sa.Integer(),
            nullable=True,
            comment="the number in the queue at a request that agents were there for",
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_handoff_steps_agent_id_agents")),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoffs.id"], name=op.f("fk_handoff_steps_handoff_id_handoffs")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_handoff_steps_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff_steps")),
    )
    for names in (["handoff_id"], ["conversation_id"], ["step", "at"]):
        op.create_index(op.f(f"ix_handoff_steps_{'_'.join(names)}"), "handoff_steps", names, unique=False)
    op.create_table(
        "desk_calendars",
        sa.Column(
            "id",
            sa.Integer(),
            autoincrement=True,
            nullable=False,
            comment="the newest row counts, the others are history",
        ),
        sa.Column(
            "calendar",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
            comment="shifts, holidays and additional days, as in bot/support/hours.py",
        ),
        sa.Column("agent_id", sa.Integer(), nullable=False, comment="who changed it"),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_desk_calendars_agent_id_agents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_calendars")),
    )
    op.create_table(
        "desk_agents",
        sa.Column("agent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "presence", sa.String(length=16), server_default="by_hand", nullable=False, comment="by_hand, here, away"
        ),
        sa.Column("presence_since", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "capacity",
            sa.Integer(),
            server_default="5",
            nullable=False,
            comment="how many open conversations at most",
        ),
        sa.Column(
            "skills",
            sa.String(length=200),
            server_default="",
            nullable=False,
            comment="topics and roles, of bot/support/queue/routing.py",
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_desk_agents_agent_id_agents")),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_desk_agents")),
    )
