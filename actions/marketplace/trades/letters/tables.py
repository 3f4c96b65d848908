"""Declares the table of letters."""

from sqlalchemy import Column, Integer, String, Table, Text

from actions.marketplace.base.database.columns import UtcDateTime
from actions.marketplace.base.database.metadata import metadata, reference_column

letters = Table(
    "letters",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", String(20), nullable=False, index=True, comment="the number of the claim, question or sample"),
    Column("part", String(12), nullable=False, comment="description, reason, question, answer, address, note"),
    Column("account", String(80), nullable=False, comment="whose words they are"),
    Column("role", String(10), nullable=False, comment="buyer or supplier: of whom the account is"),
    Column("language", String(2), nullable=False, comment="the language of the words"),
    Column("text", Text, nullable=False),
    Column("state", String(10), nullable=False, comment="passed, held, released, refused"),
    reference_column("buyers.id", index=False),
    reference_column("suppliers.id", index=False),
    Column("notice", String(40), nullable=False, comment="what the other side is told when the words are released"),
    Column("created_at", UtcDateTime, nullable=False),
    comment="What a buyer and a supplier write to each other about a claim, a question or a sample",
)
