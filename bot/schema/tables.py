"""Lists every table of the gateway. Each is declared by its subject."""

from __future__ import annotations

from bot.contacts import tables as contacts_tables
from bot.conversation.store import tables as conversation_tables
from bot.database.columns import metadata as metadata
from bot.files import tables as files_tables
from bot.jobs import tables as jobs_tables
from bot.linking.store import tables as linking_tables
from bot.staff.store import tables as staff_tables
from bot.support.store import tables as support_tables
from bot.understanding import tables as understanding_tables

SUBJECTS = (
    contacts_tables,
    conversation_tables,
    files_tables,
    jobs_tables,
    linking_tables,
    staff_tables,
    support_tables,
    understanding_tables,
)
"""Modules that declare tables. Importing them fills `metadata`; code that needs all tables takes it
from here."""
