"""Defines the tables by which messages are found: the words of each message, and how far each conversation has been
read for them. On SQLite, a virtual table (FTS5), which triggers keep current, finds the words; on PostgreSQL, an index
does."""

from __future__ import annotations

from sqlalchemy import DDL, Column, ForeignKey, Integer, Table, Text, UniqueConstraint, event

from bot.conversation.store.tables import conversations
from foundation.database.columns import BigId, Id, build_metadata

metadata = build_metadata()

message_words = Table(
    "message_words",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("conversation_id", Id, ForeignKey(conversations.c.id), nullable=False),
    Column("message_id", Integer, nullable=False),
    Column("words", Text, nullable=False, comment="of bot/support/search/words.py, separated by spaces"),
    UniqueConstraint("conversation_id", "message_id"),
)

message_index = Table(
    "message_index",
    metadata,
    Column("conversation_id", Id, ForeignKey(conversations.c.id), primary_key=True),
    Column("through", Integer, nullable=False, comment="the last message whose words are in message_words"),
)

SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE message_search USING fts5("
    "words, content='message_words', content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    "INSERT INTO message_search(message_search, rank) VALUES ('secure-delete', 1)",
    "CREATE TRIGGER message_words_added AFTER INSERT ON message_words BEGIN "
    "INSERT INTO message_search(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER message_words_gone AFTER DELETE ON message_words BEGIN "
    "INSERT INTO message_search(message_search, rowid, words) VALUES ('delete', old.id, old.words); END",
)
"""The statements that SQLite needs besides the tables. They also make SQLite overwrite words that are deleted."""
WORDS_VECTOR = "array_to_tsvector(string_to_array(words, ' '))"
POSTGRES_SEARCH = f"CREATE INDEX ix_message_words_words ON message_words USING gin ({WORDS_VECTOR})"
"""The statement that PostgreSQL needs besides the tables. The words are used as they are, without the server's parser
and dictionaries, whose treatment of Chinese depends on the server's locale."""

_BESIDE = (
    *(("after_create", statement, "sqlite") for statement in SQLITE_SEARCH),
    ("after_create", POSTGRES_SEARCH, "postgresql"),
    ("before_drop", "DROP TABLE IF EXISTS message_search", "sqlite"),
)
for _event, _statement, _dialect in _BESIDE:
    # With `propagate`, the listener also applies to the copy of the table that bot/database/tables.py makes.
    event.listen(message_words, _event, DDL(_statement).execute_if(dialect=_dialect), propagate=True)  # type: ignore[no-untyped-call]
