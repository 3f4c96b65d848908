"""Defines the table of leases between gateways."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from foundation.database.columns import UtcDateTime, build_metadata

metadata = build_metadata()

leases = Table(
    "leases",
    metadata,
    Column("name", String(40), primary_key=True, comment="what one gateway at a time may do"),
    Column("holder", String(120), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)
