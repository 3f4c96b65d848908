"""Migrates the gateway's database to the newest revision, inside the running process.

Builds on the tables and the engine of bot.database.
"""

from __future__ import annotations

from pathlib import Path

from bot.database.engine import open_database
from bot.database.tables import metadata
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
    """Upgrades the database to `revision`, completely or not at all. If several processes migrate
    at the same time, they do so one after the other.

    Raises:
        NewerDatabase: the database is of a newer version. Nothing was changed.
        NotTheOwner: the database user may not change the tables. Nothing was changed.
    """
    if database.is_sqlite:
        await MIGRATIONS.migrate(database, revision)
        return
    patient = open_database(database.url, patient=True)
    try:
        await MIGRATIONS.migrate(patient, revision)
    finally:
        await patient.close()
