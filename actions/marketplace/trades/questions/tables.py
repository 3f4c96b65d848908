"""Declares the table of questions between buyers and suppliers."""

from sqlalchemy import Column, Integer, String, Table

from actions.marketplace.base.database.columns import UtcDateTime
from actions.marketplace.base.database.metadata import metadata, reference_column

questions = Table(
    "questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    reference_column("buyers.id"),
    reference_column("suppliers.id"),
    Column("state", String(10), nullable=False, comment="asked, answered"),
    Column("subject", String(10), nullable=False, comment="company, listing, order, quotation, request"),
    Column("about", String(20), nullable=False, comment="the id of the listing, or the number; empty for the company"),
    Column("asked_by", String(10), nullable=False, server_default="buyer", comment="buyer or supplier"),
    Column("asked_at", UtcDateTime, nullable=False),
    comment="What buyers and suppliers ask each other; the words are letters",
)
