"""Declares the table of the changes that suppliers made in their listings."""

from sqlalchemy import JSON, Column, Integer, String, Table

from actions.marketplace.base.database.columns import UtcDateTime
from actions.marketplace.base.database.metadata import metadata, reference_column

listing_changes = Table(
    "listing_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    reference_column("products.id", cascade=True),
    Column("account", String(80), nullable=False, comment="the supplier who changed it"),
    Column("changes", JSON, nullable=False, comment="the names of the columns with the old and the new cell"),
    Column("at", UtcDateTime, nullable=False),
    comment="What suppliers changed in their own listings, in the chat",
)
