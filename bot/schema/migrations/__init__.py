"""Migrates the gateway's database to the newest revision, in this process. Stands on bot.schema and
bot.database."""

from __future__ import annotations

from pathlib import Path

from bot.database.engine import open_database
from bot.schema.tables import metadata
from foundation.database.announcing import Database
from foundation.database.migrations import Migrations

MIGRATIONS = Migrations(
    name="The gateway's database",
    remedy="python -m bot migrate",
    folder=Path(__file__).parent,
    metadata=metadata,
    version_table="gateway_revision",
    lock=0x63617276,
)


async def migrate(database: Database, revision: str = "head") -> None:
    """Upgrades to `revision`, completely or not at all, in one process at a time.

    Raises:
        NewerDatabase: nothing was changed.
        NotTheOwner: nothing was changed.
    """
    if database.is_sqlite:
        await MIGRATIONS.migrate(database, revision)
        return
    patient = open_database(database.url, patient=True)
    try:
        await MIGRATIONS.migrate(patient, revision)
    finally:
        await patient.close()
