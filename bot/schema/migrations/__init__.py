"""Brings the gateway's database to the newest revision, in this process. Stands on bot.schema and bot.database."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from bot.database.engine import Database
from bot.errors import CaravanError

VERSION_TABLE = "gateway_revision"
ADVISORY_LOCK = 0x63617276
INSUFFICIENT_PRIVILEGE = "42501"


class NewerDatabase(CaravanError):
    """The database is at a revision that this version does not know: a newer Caravan wrote it."""


class NotTheOwner(CaravanError):
    """The database is to be migrated, and its tables are another role's: the message says what to do."""


async def migrate(database: Database, revision: str = "head") -> None:
    """Upgrades to `revision`, all or nothing, one process at a time.

    Raises:
        NewerDatabase, NotTheOwner: nothing was touched.
    """
    if database.is_sqlite:
        await _migrate(database, revision)
        return
    patient = Database(database.url, patient=True)
    try:
        await _migrate(patient, revision)
    finally:
        await patient.close()


async def _migrate(database: Database, revision: str) -> None:
    try:
        async with database.begin() as connection:
            await connection.run_sync(_upgrade, revision)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != INSUFFICIENT_PRIVILEGE:
            raise
        raise NotTheOwner(
            "the gateway's database is older than this version, and this role may not change its tables: "
            "run `python -m bot migrate` as their owner first"
        ) from error


def current_revision(connection: Connection) -> str | None:
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    return context.get_current_revision()


def newest_revision() -> str:
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None
    return revision


def upgrade_within(connection: Connection, revision: str = "head") -> None:
    """Upgrades within a transaction of the caller's."""
    _upgrade(connection, revision)


def is_known(revision: object) -> bool:
    return any(script.revision == revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _upgrade(connection: Connection, revision: str) -> None:
    if connection.dialect.name == "postgresql":
        # However long another process migrates, and however long a step takes.
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
    current = current_revision(connection)
    if current is not None and not is_known(current):
        raise NewerDatabase(f"The gateway's database is at revision {current}, newer than this version of Caravan.")
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
