"""The gateway's tables. Times are UTC and aware; ids of contacts, conversations and handoffs are 32 hexadecimal digits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from bot.storage import append_only

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An aware UTC time on both databases (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


Json = JSON().with_variant(JSONB(), "postgresql")
BigId = BigInteger().with_variant(Integer, "sqlite")
Id = String(32)

contacts = Table(
    "contacts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column(
        "key", String(80), nullable=False, comment="the contact on its channel: chat id, or hash of the web session"
    ),
    Column("account", String(80), comment="the marketplace account, once verified"),
    Column("role", String(16), nullable=False, server_default="visitor"),
    Column("person", String(120), comment="who of the account: the identity's sub"),
    Column("name", String(120)),
    Column("company", String(120), comment="what the account's company is called, as the identity said"),
    Column(
        "manages_links",
        Boolean,
        nullable=False,
        server_default=text("true"),
        comment="whether they may end the links of the account's other people",
    ),
    Column("account_until", UtcDateTime, comment="end of the signed identity; null: until unlinked"),
    Column("linked_at", UtcDateTime, comment="since when they are signed in to this account"),
    Column("link_failures", Integer, nullable=False, server_default="0", comment="refused link codes in a row"),
    Column("link_failed_at", UtcDateTime, comment="the last of them"),
    Column("language", String(8), nullable=False, server_default="en"),
    Column(
        "language_known", Boolean, nullable=False, server_default=text("false"), comment="chosen or heard, not guessed"
    ),
    Column("unreachable", String(40), comment="why messages cannot be sent: blocked, chat_gone"),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("channel", "key"),
    Index(None, "account"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("contact_id", Id, ForeignKey("contacts.id"), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("status", String(16), nullable=False, server_default="pending", comment="pending, open, resolved"),
    Column("agent_id", Integer, ForeignKey("agents.id"), comment="who owns it while open"),
    Column("state", Json, comment="the carried dialogue state, opaque"),
    Column(
        "question_kept",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="a question waits in the state for its contact to sign in",
    ),
    Column("last_message_id", Integer, nullable=False, server_default="0"),
    Column("turn_done_through", BigInteger, nullable=False, server_default="0", comment="inbound id announced as done"),
    Column("address", String(64), comment="keyed hash of the web chat's network, to count who waits from it"),
    Column("lease_token", Integer, nullable=False, server_default="0", comment="fencing token"),
    Column("lease_until", UtcDateTime),
    Column("retry_at", UtcDateTime, comment="not before, after a failed turn"),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index(None, "contact_id"),
    Index(None, "updated_at"),
)

messages = Table(
    "messages",
    metadata,
    Column("conversation_id", Id, ForeignKey("conversations.id"), primary_key=True),
    Column("id", Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 … in the conversation"),
    Column("author", String(16), nullable=False, comment="contact, bot, agent, system"),
    Column("agent_id", Integer, ForeignKey("agents.id")),
    Column("internal", Boolean, nullable=False, server_default=text("false"), comment="a note for staff"),
    Column("text", Text, comment="verbatim, of contacts and agents"),
    Column("reply", Json, comment="a reply as data, of bot and system"),
    Column("created_at", UtcDateTime, nullable=False),
)

inbound = Table(
    "inbound",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("channel", String(16), nullable=False),
    Column("external_id", String(120), nullable=False),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("message_id", Integer, nullable=False, comment="the contact's message in messages"),
    Column("client_id", String(80), comment="web chat: the frame to answer with turn_done"),
    Column("kind", String(16), nullable=False),
    Column("payload", Json, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime, comment="when the contact was told that the answer takes longer"),
    Column(
        "outages",
        Integer,
        nullable=False,
        server_default="0",
        comment="at how many outages, with answers to others between them, it was in work",
    ),
    Column("outage_at", UtcDateTime, comment="the last of them"),
    Column("handled_at", UtcDateTime),
    Column("handled_by", String(16), comment="bot, agent"),
    Column("position", Integer, comment="last message id of the conversation when handled"),
    Column("understood", Json, comment="intent, confidence, entities"),
    UniqueConstraint("channel", "external_id"),
    Index(
        "ix_inbound_waiting",
        "conversation_id",
        "id",
        sqlite_where=text("handled_at IS NULL"),
        postgresql_where=text("handled_at IS NULL"),
    ),
    Index("ix_inbound_conversation", "conversation_id", "id"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("message_id", Integer, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("state", String(16), nullable=False, comment="queued, sending, sent, refused, unknown"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", UtcDateTime, nullable=False),
    Column("external_id", String(80)),
    Column("reason", String(80)),
    Column("updated_at", UtcDateTime, nullable=False),
    Index(
        "ix_deliveries_waiting",
        "conversation_id",
        "id",
        sqlite_where=text("state IN ('queued', 'sending')"),
        postgresql_where=text("state IN ('queued', 'sending')"),
    ),
    UniqueConstraint("conversation_id", "message_id"),
)

handoffs = Table(
    "handoffs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("state", String(16), nullable=False, comment="requested, assigned, resolved"),
    Column("reason", String(40), nullable=False),
    Column("agent_id", Integer, ForeignKey("agents.id")),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, comment="when the web chat of who waits was last open"),
    Column("assigned_at", UtcDateTime),
    Column("resolved_at", UtcDateTime),
    Index(
        "uq_handoffs_active",
        "conversation_id",
        unique=True,
        sqlite_where=text("state <> 'resolved'"),
        postgresql_where=text("state <> 'resolved'"),
    ),
    Index(None, "state", "requested_at"),
)

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
    Column("agent_id", Integer, ForeignKey("agents.id"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("language", String(8), nullable=False, server_default="en"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, comment="the console was open then: an agent counts as online for a minute"),
    Column("method", String(16), nullable=False, server_default="password", comment="password, totp, recovery, oidc"),
    Column("address", String(64), comment="of the client"),
    Column("browser", String(80), comment="such as Firefox, Linux"),
    Index(None, "agent_id"),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("agent_id", Integer, ForeignKey("agents.id"), nullable=False),
    Column("used_at", UtcDateTime),
    Index(None, "agent_id"),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("key", String(64), primary_key=True, comment="hash of what is counted: a name, an address, a device"),
    Column("count", Integer, nullable=False),
    Column("until", UtcDateTime, nullable=False, comment="when counting begins anew"),
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


web_sessions = Table(
    "web_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("contact_id", Id, ForeignKey("contacts.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, comment="ended from another device or by staff: it opens nothing any more"),
    Index(None, "conversation_id"),
    Index(None, "contact_id"),
)

identities = Table(
    "identities",
    metadata,
    Column("jti", String(80), primary_key=True),
    Column("session_hash", String(64), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

buttons = Table(
    "buttons",
    metadata,
    Column("token", String(40), primary_key=True),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("label", Json, nullable=False),
    Column("intent", String(40), nullable=False),
    Column("entities", Json, nullable=False),
    Column("single_use", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Index(None, "conversation_id"),
)

not_understood = Table(
    "not_understood",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("message_id", Integer, nullable=False),
    Column("text", Text, nullable=False, comment="redacted"),
    Column("language", String(8), nullable=False, comment="the contact's"),
    Column("role", String(16), nullable=False),
    Column("outcome", String(16), nullable=False, comment="fallback, clarified, corrected, escalated, other_language"),
    Column("ranking", Json, nullable=False, comment="[[intent, confidence], …] as the NLU had it"),
    Column("entities", Json, nullable=False, comment="[{entity, value, start, end}, …] in the redacted text"),
    Column("meant", String(40), comment="the reading that the contact chose afterwards"),
    Column("label", String(40), comment="the intent that staff gave it, or ignored"),
    Column("labelled_by", Integer, ForeignKey("agents.id")),
    Column("labelled_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("conversation_id", "message_id"),
    Index(None, "label", "id"),
)

link_codes = Table(
    "link_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("account", String(80), nullable=False),
    Column("role", String(16), nullable=False),
    Column("person", String(120), nullable=False),
    Column("name", String(120), nullable=False),
    Column("company", String(120)),
    Column("manages_links", Boolean, nullable=False, server_default=text("true")),
    Column("language", String(8), nullable=False),
    Column("from_conversation", Id, comment="the web chat that goes on elsewhere"),
    Column("contact_id", Id, ForeignKey("contacts.id"), comment="who presented it first; nobody else may use it"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(40), primary_key=True, comment="what one gateway at a time may do"),
    Column("holder", String(120), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

agent_replies = Table(
    "agent_replies",
    metadata,
    Column(
        "key", String(64), primary_key=True, comment="hash of the form's token and the text: sent again, it is the same"
    ),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("message_id", Integer, nullable=False),
)
