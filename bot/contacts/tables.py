"""Defines the tables of contacts and of the identity tokens with which they signed in. Times are
UTC and aware; ids are 32 hexadecimal digits."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, UniqueConstraint, text

from foundation.database.columns import Id, UtcDateTime, build_metadata
from foundation.database.personal import EXPIRES, names

metadata = build_metadata()

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
    Column("zone", String(64), comment="time zone of their browser, such as Europe/Berlin"),
    Column("unreachable", String(40), comment="why messages cannot be sent: blocked, chat_gone"),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("channel", "key"),
    Index(None, "account"),
)

identities = Table(
    "identities",
    metadata,
    Column("jti", String(80), primary_key=True),
    Column("session_hash", String(64), nullable=False, info=names("session")),
    Column("expires_at", UtcDateTime, nullable=False, info=EXPIRES),
)
