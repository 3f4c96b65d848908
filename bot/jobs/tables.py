"""Defines the table of leases between gateways."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from bot.database.metadata import metadata
from foundation.database.columns import UtcDateTime

leases = Table(
    "leases",
    metadata,
    Column("name", String(40), primary_key=True, comment="what one gateway at a time may do"),
    Column("holder", String(120), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)
