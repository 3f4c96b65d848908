"""Declares the table of acts that the staff have done in customers' names."""

from sqlalchemy import Column, Integer, String, Table

from actions.marketplace.base.database.columns import UtcDateTime
from actions.marketplace.base.database.metadata import metadata

staff_acts = Table(
    "staff_acts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(80), nullable=False, unique=True, comment="of the form that was sent, so that it counts once"),
    Column("account", String(80), nullable=False, comment="the customer with whom the staff were talking"),
    Column("number", String(20), nullable=False, index=True, comment="of the order, request, quotation, claim …"),
    Column("act", String(40), nullable=False, comment="such as order.cancel"),
    Column("side", String(10), comment="in whose name: buyer or supplier; null for the marketplace’s own decision"),
    Column("reason", String(300), nullable=False),
    Column("by", String(80), nullable=False, comment="the username of the member of the staff"),
    Column("at", UtcDateTime, nullable=False),
    comment="What the staff did in customers’ names",
)
