"""Adds the audit log, and what staff accounts need for a second sign-in step, an identity provider,
invitations and limits on sign-in attempts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bot.staff.store import append_only
from foundation.database import columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TIME = columns.UtcDateTime(timezone=True)


def upgrade() -> None:
    _agents()
    _sessions()
    op.create_table(
        "recovery_codes",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("used_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_recovery_codes_agent_id_agents")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_recovery_codes")),
    )
    op.create_index(op.f("ix_recovery_codes_agent_id"), "recovery_codes", ["agent_id"])
    op.create_table(
        "sign_in_attempts",
        sa.Column(
            "key",
            sa.String(length=64),
            nullable=False,
            comment="hash of what is counted: a name, an address, a device",
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("until", TIME, nullable=False, comment="when counting begins anew"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_attempts")),
    )
    _audit()


def _agents() -> None:
    """Adds columns to the table of agents, one at a time and without constraints. To add a
    constraint, SQLite would have to rebuild the table, which is impossible while other tables refer
    to it."""
    for column in (
        sa.Column(
            "email",
            sa.String(length=254),
            comment="lower case; by it an identity provider's account is recognised the first time",
        ),
        sa.Column("oidc_subject", sa.String(length=400), comment="issuer and sub of the identity provider's account"),
        sa.Column("invitation_hash", sa.String(length=64), comment="of the one-time code that sets a password"),
        sa.Column("invitation_until", TIME),
        sa.Column("totp_secret", sa.String(length=200), comment="encrypted"),
        sa.Column("totp_confirmed_at", TIME, comment="since when the second step is asked for"),
        sa.Column(
            "totp_step",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="of the last code: none works twice",
        ),
    ):
        op.add_column("agents", column)
    op.create_index(op.f("ix_agents_email"), "agents", ["email"], unique=True)
    op.create_index(op.f("ix_agents_oidc_subject"), "agents", ["oidc_subject"], unique=True)


def _sessions() -> None:
    method = sa.Column(
        "method",
        sa.String(length=16),
        server_default="password",
        nullable=False,
        comment="password, totp, recovery, oidc",
    )
    op.add_column("staff_sessions", method)
    op.add_column("staff_sessions", sa.Column("address", sa.String(length=64), comment="of the client"))
    op.add_column("staff_sessions", sa.Column("browser", sa.String(length=80), comment="such as Firefox, Linux"))


def _audit() -> None:
    op.create_table(
        "audit_pruning",
        sa.Column("id", sa.Integer(), nullable=False, comment="always 1"),
        sa.Column(
            "through",
            sa.BigInteger(),
            nullable=False,
            comment="the entry up to which retention prunes now; 0: nothing",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_pruning")),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column(
            "actor_id",
            sa.Integer(),
            nullable=True,
            comment="of agents; null: nobody signed in, the command line, the system",
        ),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False, comment="done, refused, failed"),
        sa.Column(
            "target",
            sa.String(length=120),
            nullable=True,
            comment="what it was about: conversation:<id>, contact:<id>, staff:<username>",
        ),
        sa.Column(
            "details",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.Column("session", sa.String(length=12), nullable=True, comment="the beginning of the session's hash"),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False, comment="of this entry and the hash before it"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index(op.f("ix_audit_log_at"), "audit_log", ["at"])
    op.create_index(op.f("ix_audit_log_actor_id"), "audit_log", ["actor", "id"])
    op.create_index(op.f("ix_audit_log_target_id"), "audit_log", ["target", "id"])
    for statement in append_only.statements(op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)
