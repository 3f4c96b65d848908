"""Adds the words of messages, by which staff find them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SQLITE = (
    "DROP TABLE IF EXISTS message_search",  # a restore does not know this table and leaves it there
    "CREATE VIRTUAL TABLE message_search USING fts5("
    "words, content='message_words', content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    "INSERT INTO message_search(message_search, rank) VALUES ('secure-delete', 1)",
    "CREATE TRIGGER message_words_added AFTER INSERT ON message_words BEGIN "
    "INSERT INTO message_search(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER message_words_gone AFTER DELETE ON message_words BEGIN "
    "INSERT INTO message_search(message_search, rowid, words) VALUES ('delete', old.id, old.words); END",
)
POSTGRES = (
    "CREATE INDEX ix_message_words_words ON message_words USING gin (array_to_tsvector(string_to_array(words, ' ')))"
)


def upgrade() -> None:
    op.create_table(
        "message_words",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False, comment="of bot/support/search/words.py, separated by spaces"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_message_words_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_words")),
        sa.UniqueConstraint("conversation_id", "message_id", name=op.f("uq_message_words_conversation_id_message_id")),
    )
    op.create_table(
        "message_index",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("through", sa.Integer(), nullable=False, comment="the last message whose words are in message_words"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_message_index_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_message_index")),
    )
    for statement in (POSTGRES,) if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)
