"""Migrates the marketplace's database to the newest revision of its schema."""

from pathlib import Path

from sqlalchemy import Connection

from actions.marketplace.base.database.engine import open_database
from actions.marketplace.schema.tables import metadata
from foundation.database.migrations import Migrations


class _Migrations(Migrations):
    """Checks the foreign keys after a migration on SQLite, where they are switched off during migrations
    (`open_database`)."""

    def upgrade(self, connection: Connection, revision: str = "head") -> None:
        super().upgrade(connection, revision)
        if connection.dialect.name == "sqlite" and (
            broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        ):
            raise RuntimeError(f"the migration broke {len(broken)} foreign keys, the first in {broken[0][0]}")


MIGRATIONS = _Migrations(
    name="The marketplace database",
    remedy="python -m actions.marketplace.commands.cli migrate",
    folder=Path(__file__).parent,
    metadata=metadata,
    version_table="alembic_version",
    lock=0x43617261,
)


async def migrate(database_url: str, revision: str = "head") -> None:
    """Upgrades the database to `revision` in one transaction. Only one process migrates at a time; others wait.

    Raises:
        NewerDatabase: a newer version of Caravan migrated the database. Nothing was changed.
        NotTheOwner: another database role owns the tables. Nothing was changed.
    """
    database = open_database(database_url, foreign_keys=False)
    try:
        await MIGRATIONS.migrate(database, revision)
    finally:
        await database.close()
