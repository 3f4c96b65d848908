"""Declares the tables of claims and of their events."""

from sqlalchemy import Column, Integer, String, Table

from actions.marketplace.base.database.columns import ExactDecimal, UtcDateTime
from actions.marketplace.base.database.metadata import (
    currency_column,
    metadata,
    money_column,
    reference_column,
    staff_columns,
)

claims = Table(
    "claims",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    reference_column("orders.id", cascade=True),
    reference_column("buyers.id"),
    reference_column("suppliers.id"),
    Column("state", String(12), nullable=False, comment="open, offered, refused, escalated, agreed, withdrawn"),
    Column("kind", String(12), nullable=False, comment="damaged, wrong, missing, late, quality"),
    Column("wish", String(12), nullable=False, comment="refund, replacement, part_refund, other"),
    Column("affected", ExactDecimal, comment="how many of the order’s first line; null for all of them"),
    money_column("estimate", nullable=True),
    money_column("wanted", nullable=True),
    money_column("offer", nullable=True),
    money_column("agreed", nullable=True),
    Column("replaces", ExactDecimal, comment="how many pieces the supplier offers to send anew instead of money"),
    currency_column(),
    Column("opened_at", UtcDateTime, nullable=False),
    comment="What buyers want made good about an order",
)
claim_events = Table(
    "claim_events",
    metadata,
    Column("id", Integer, primary_key=True),
    reference_column("claims.id", cascade=True),
    Column("kind", String(20), nullable=False),
    Column("role", String(10), nullable=False, comment="who did it: buyer, supplier or clock"),
    money_column("amount", nullable=True),
    *staff_columns(),
    Column("at", UtcDateTime, nullable=False),
    comment="The timeline of each claim",
)
