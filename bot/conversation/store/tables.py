"""Defines the tables of conversations, web sessions, messages, arriving messages (`inbound`),
deliveries and buttons. Times are UTC and aware; ids are 32 hexadecimal digits."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.contacts.tables import contacts
from bot.staff.store.tables import agents
from foundation.database.columns import BigId, Id, Json, JsonOrNull, UtcDateTime, build_metadata
from foundation.database.personal import EXPIRES

metadata = build_metadata()

conversations = Table(
    "conversations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("contact_id", Id, ForeignKey(contacts.c.id), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("status", String(16), nullable=False, server_default="pending", comment="pending, open, resolved"),
    Column("agent_id", Integer, ForeignKey(agents.c.id), comment="who owns it while open"),
    Column("state", Json, comment="the carried dialogue state, opaque"),
    Column(
        "question_kept",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="a question waits in the state for its contact to sign in",
    ),
    Column(
        "in_queue",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="its contact waits in the queue for an agent",
    ),
    Column("last_message_id", Integer, nullable=False, server_default="0"),
    Column("edits", Integer, nullable=False, server_default="0", comment="how often messages of it were edited"),
    Column("turn_done_through", BigInteger, nullable=False, server_default="0", comment="inbound id announced as done"),
    Column("address", String(64), comment="keyed hash of the web chat's network, to count who waits from it"),
    Column(
        "draft_asked_at",
        UtcDateTime,
        comment="when the contact was last asked whether to go on with what is unfinished in it",
    ),
    Column("noticed_at", UtcDateTime, comment="when the last notice was said in it"),
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
    Column("conversation_id", Id, ForeignKey(conversations.c.id), primary_key=True),
    Column("id", Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 … in the conversation"),
    Column("author", String(16), nullable=False, comment="contact, bot, agent, system"),
    Column("agent_id", Integer, ForeignKey(agents.c.id)),
    Column("internal", Boolean, nullable=False, server_default=text("false"), comment="a note for staff"),
    Column("text", Text, comment="verbatim, of contacts and agents"),
    Column("reply", Json, comment="a reply as data, of bot and system"),
    Column("files", JsonOrNull, comment="[{id, kind, name, …}, …]: the files in it, null without any"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("edited_at", UtcDateTime, comment="when its agent last changed its words; null: never"),
)

message_edits = Table(
    "message_edits",
    metadata,
    Column("conversation_id", Id, ForeignKey(conversations.c.id), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 … in the conversation"),
    Column("message_id", Integer, nullable=False),
    Column("agent_id", Integer, ForeignKey(agents.c.id), comment="who changed it"),
    Column("text", Text, nullable=False, comment="the words before"),
    Column("at", UtcDateTime, nullable=False),
)

contact_reads = Table(
    "contact_reads",
    metadata,
    Column("conversation_id", Id, ForeignKey(conversations.c.id), primary_key=True),
    Column("through", Integer, nullable=False, comment="the last message that the contact has seen"),
    Column("at", UtcDateTime, nullable=False),
)

inbound = Table(
    "inbound",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("channel", String(16), nullable=False),
    Column("external_id", String(120), nullable=False),
    Column("conversation_id", Id, ForeignKey(conversations.c.id), nullable=False),
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
    Index(
        "ix_inbound_parts",
        "conversation_id",
        sqlite_where=text("kind = 'part' AND message_id = 0"),
        postgresql_where=text("kind = 'part' AND message_id = 0"),
    ),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("conversation_id", Id, ForeignKey(conversations.c.id), nullable=False),
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

buttons = Table(
    "buttons",
    metadata,
    Column("token", String(40), primary_key=True),
    Column("conversation_id", Id, ForeignKey(conversations.c.id), nullable=False),
    Column("label", Json, nullable=False),
    Column("intent", String(40), nullable=False),
    Column("entities", Json, nullable=False),
    Column("single_use", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, info=EXPIRES),
    Column("used_at", UtcDateTime),
    Index(None, "conversation_id"),
)

web_sessions = Table(
    "web_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("conversation_id", Id, ForeignKey(conversations.c.id), nullable=False),
    Column("contact_id", Id, ForeignKey(contacts.c.id), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, comment="ended from another device or by staff: it opens nothing any more"),
    Column(
        "signed_in_until",
        UtcDateTime,
        comment="when the identity that this browser presented ends; null: none, or before there was this column",
    ),
    Index(None, "conversation_id"),
    Index(None, "contact_id"),
)
