"""Brings a database to the newest revision, in this process: no alembic.ini, no second program. Stands on
actions.marketplace.schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from actions.marketplace.database.engine import open_database
from actions.marketplace.errors import NewerDatabase, NotTheOwner

ADVISORY_LOCK = 0x43617261  # any number of our own: two processes never migrate at once

INSUFFICIENT_PRIVILEGE = "42501"


def is_known(revision: str) -> bool:
    return any(script.revision == revision for script in _scripts().walk_revisions())


async def migrate(database_url: str, revision: str = "head") -> None:
    """Upgrades to `revision`, all or nothing. Raises NewerDatabase for a database that this version does not know."""
    database = open_database(database_url, foreign_keys=False)
    try:
        async with database.write() as connection:
            await connection.run_sync(upgrade, revision)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != INSUFFICIENT_PRIVILEGE:
            raise
        raise NotTheOwner(
            "The marketplace database is older than this version, and this role may not change its tables:"
            " run `python -m actions.marketplace.commands.cli migrate` as their owner first."
        ) from error
    finally:
        await database.close()


def current_revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection, revision: str = "head") -> None:
    """The same over a connection of the caller's, inside its transaction and with SQLite's foreign keys off."""
    on_postgresql = connection.dialect.name == "postgresql"
    if on_postgresql:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
    current = current_revision(connection)
    if current is not None and not is_known(current):
        raise NewerDatabase(f"The marketplace database is at revision {current}, newer than this version of Caravan.")
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    if not on_postgresql and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"the migration broke {len(broken)} foreign keys, the first in {broken[0][0]}")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
