"""Collects the tables of the marketplace from the packages that declare them. The migrations must create
the same tables; a test compares the two."""

from __future__ import annotations

from actions.marketplace.base import tables
from actions.marketplace.base.database import tables as database_tables
from actions.marketplace.base.database.metadata import metadata as metadata
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.integrations.correcting import tables as correcting_tables
from actions.marketplace.integrations.events import tables as events_tables
from actions.marketplace.integrations.importing import tables as importing_tables
from actions.marketplace.integrations.outgoing import tables as outgoing_tables
from actions.marketplace.integrations.uploading import tables as uploading_tables
from actions.marketplace.integrations.views import tables as views_tables
from actions.marketplace.operator import tables as operator_tables
from actions.marketplace.trades.attachments import tables as attachments_tables
from actions.marketplace.trades.claims import tables as claims_tables
from actions.marketplace.trades.due import tables as due_tables
from actions.marketplace.trades.letters import tables as letters_tables
from actions.marketplace.trades.notes import tables as notes_tables
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.papers import tables as papers_tables
from actions.marketplace.trades.questions import tables as questions_tables
from actions.marketplace.trades.requests import tables as requests_tables
from actions.marketplace.trades.samples import tables as samples_tables
from actions.marketplace.trades.staff_acts import tables as staff_acts_tables

SUBJECTS = (
    attachments_tables,
    catalogue_tables,
    claims_tables,
    correcting_tables,
    database_tables,
    letters_tables,
    events_tables,
    importing_tables,
    notes_tables,
    operator_tables,
    orders_tables,
    questions_tables,
    due_tables,
    notes_tables,
    orders_tables,
    papers_tables,
    requests_tables,
    samples_tables,
    staff_acts_tables,
    tables,
    outgoing_tables,
    uploading_tables,
    views_tables,
)
"""The modules that declare tables. Importing them fills `metadata`, so code that needs all tables imports
`metadata` from this module."""
