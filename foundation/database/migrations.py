"""Brings a database to a revision within this process, without an alembic.ini and without starting
a program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.exc import DBAPIError

from foundation.database.engine import Database
from foundation.errors import CaravanError

_INSUFFICIENT_PRIVILEGE = "42501"


class NewerDatabase(CaravanError):
    """The database has a revision that this version does not know, because a newer Caravan wrote
    it."""


class NotTheOwner(CaravanError):
    """The database must be migrated, but its tables belong to another role. The message says what
    to do."""


@dataclass(frozen=True)
class Migrations:
    """Knows the revisions of one database. The scripts in `folder` build the tables of `metadata`.

    Error messages contain `name` and `remedy`, which is the command that the owner of the tables
    must run. `lock` is a number that belongs to this database alone; it keeps two processes from
    migrating at once.
    """

    name: str
    remedy: str
    folder: Path
    metadata: MetaData
    version_table: str
    lock: int

    async def migrate(self, database: Database, revision: str = "head") -> None:
        """Upgrades to `revision` in one transaction. Only one process does so at a time.

        Raises:
            NewerDatabase, NotTheOwner: nothing was touched.
        """
        try:
            async with database.begin() as connection:
                await connection.run_sync(self.upgrade, revision)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != _INSUFFICIENT_PRIVILEGE:
                raise
            raise NotTheOwner(
                f"{self.name} is older than this version, and this role may not change its tables: "
                f"run `{self.remedy}` as their owner first"
            ) from error

    def upgrade(self, connection: Connection, revision: str = "head") -> None:
        """Upgrades within the caller's transaction.

        Raises:
            NewerDatabase: nothing was touched.
        """
        if connection.dialect.name == "postgresql":
            # Another process may be migrating for long, and a step may take long, so no time limit
            # applies.
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": self.lock})
        current = self.current(connection)
        if current is not None and not self.is_known(current):
            raise NewerDatabase(f"{self.name} is at revision {current}, newer than this version of Caravan")
        config = self._config()
        config.attributes["connection"] = connection
        config.attributes["migrations"] = self
        command.upgrade(config, revision)

    def current(self, connection: Connection) -> str | None:
        """Returns the database's revision, or None when it has no tables yet."""
        options = {"version_table": self.version_table}
        return MigrationContext.configure(connection, opts=options).get_current_revision()

    def newest(self) -> str:
        revision = self._scripts().get_current_head()
        assert revision is not None
        return revision

    def is_known(self, revision: object) -> bool:
        return any(script.revision == revision for script in self._scripts().walk_revisions())

    def _scripts(self) -> ScriptDirectory:
        return ScriptDirectory.from_config(self._config())

    def _config(self) -> Config:
        config = Config()
        config.set_main_option("script_location", str(self.folder).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        return config


def run_revisions() -> None:
    """Runs the scripts on the connection that `upgrade` passes, within its transaction. The
    `env.py` of each folder of scripts calls this function."""
    if not hasattr(context, "config"):
        return  # rasa_sdk imports all modules below `actions`, also an `env.py`
    attributes = context.config.attributes
    migrations: Migrations = attributes["migrations"]
    context.configure(
        connection=attributes["connection"],
        target_metadata=migrations.metadata,
        version_table=migrations.version_table,
        render_as_batch=True,
        transactional_ddl=False,  # the transaction is the caller's
    )
    context.run_migrations()
