"""Declares the table of the operator's terms and articles."""

from sqlalchemy import JSON, Column, Integer, String, Table

from actions.marketplace.base.database.metadata import metadata

operator_copy = Table(
    "operator_copy",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="1: there is one copy"),
    Column("version", String(40), nullable=False, comment="of the gateway's originals"),
    Column(
        "content", JSON, nullable=False, comment="terms and articles, as of actions/marketplace/operator/records.py"
    ),
    comment="A copy of what the operator has decided; the gateway has the originals",
)
