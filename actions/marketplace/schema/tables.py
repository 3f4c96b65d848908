"""Collects every table of the marketplace from the subject that declares it. `migrations/` must
bring a database to the same tables; a test compares the two."""

from __future__ import annotations

from actions.marketplace import tables
from actions.marketplace.attachments import tables as attachments_tables
from actions.marketplace.catalogue import tables as catalogue_tables
from actions.marketplace.database import tables as database_tables
from actions.marketplace.database.metadata import metadata as metadata
from actions.marketplace.orders import tables as orders_tables
from actions.marketplace.requests import tables as requests_tables

SUBJECTS = (
    attachments_tables,
    catalogue_tables,
    database_tables,
    orders_tables,
    requests_tables,
    tables,
)
"""The modules that declare tables. Importing them fills `metadata`: code that needs all tables
imports it from here."""
