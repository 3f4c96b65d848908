"""Defines the tables of the staff, their sessions and sign-in attempts, and the audit log."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, event, text

from bot.staff.store import append_only
from foundation.database.columns import BigId, Json, UtcDateTime, build_metadata
from foundation.database.personal import EXPIRES, kept_for

metadata = build_metadata()

agents = Table(
    "agents",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("username", String(40), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("role", String(16), nullable=False, comment="agent, supervisor, admin"),
    Column("languages", String(40), nullable=False, comment="en or en,zh"),
    Column("password_hash", String(200), nullable=False, comment="argon2id"),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("created_at", UtcDateTime, nullable=False),
    Column(
        "email", String(254), comment="lower case; by it an identity provider's account is recognised the first time"
    ),
    Column("oidc_subject", String(400), comment="issuer and sub of the identity provider's account"),
    Column("invitation_hash", String(64), comment="of the one-time code that sets a password"),
    Column("invitation_until", UtcDateTime),
    Column("totp_secret", String(200), comment="encrypted"),
    Column("totp_confirmed_at", UtcDateTime, comment="since when the second step is asked for"),
    Column("totp_step", BigInteger, nullable=False, server_default="0", comment="of the last code: none works twice"),
    Index(None, "email", unique=True),
    Index(None, "oidc_subject", unique=True),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("agent_id", Integer, ForeignKey(agents.c.id), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("language", String(8), nullable=False, server_default="en"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, info=kept_for("staff_sessions")),
    Column("seen_at", UtcDateTime, comment="the console was open then: an agent counts as online for a minute"),
    Column(
        "method",
        String(16),
        nullable=False,
        server_default="password",
        comment="password, totp, recovery, oidc, telegram",
    ),
    Column("telegram_id", BigInteger, comment="the linked person on Telegram, if method is telegram"),
    Column("address", String(64), comment="of the client"),
    Column("browser", String(80), comment="such as Firefox, Linux"),
    Index(None, "agent_id"),
    Index(None, "telegram_id"),
)

staff_link_codes = Table(
    "staff_link_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("agent_id", Integer, ForeignKey(agents.c.id), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, info=EXPIRES),
    Index(None, "agent_id"),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("agent_id", Integer, ForeignKey(agents.c.id), nullable=False),
    Column("used_at", UtcDateTime),
    Index(None, "agent_id"),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("key", String(64), primary_key=True, comment="hash of what is counted: a name, an address, a device"),
    Column("count", Integer, nullable=False),
    Column("until", UtcDateTime, nullable=False, comment="when counting begins anew", info=EXPIRES),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor_id", Integer, comment="of agents; null: nobody signed in, the command line, the system"),
    Column("actor", String(40), nullable=False),
    Column("role", String(16), nullable=False),
    Column("action", String(40), nullable=False),
    Column("outcome", String(16), nullable=False, comment="done, refused, failed"),
    Column("target", String(120), comment="what it was about: conversation:<id>, contact:<id>, staff:<username>"),
    Column("details", Json, nullable=False),
    Column("address", String(64)),
    Column("session", String(12), comment="the beginning of the session's hash"),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False, comment="of this entry and the hash before it"),
    Index(None, "at"),
    Index(None, "actor", "id"),
    Index(None, "target", "id"),
)

audit_pruning = Table(
    "audit_pruning",
    metadata,
    Column("id", Integer, primary_key=True, comment="always 1"),
    Column("through", BigInteger, nullable=False, comment="the entry up to which retention prunes now; 0: nothing"),
)


@event.listens_for(audit_log, "after_create")
def _make_append_only(_table: Table, connection: Any, **_options: Any) -> None:
    for statement in append_only.statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
