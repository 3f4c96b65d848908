"""Migrates a database with Alembic inside the running process, without a file alembic.ini."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
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
    """The database has a schema revision that this version does not know, because a newer version
    of Caravan migrated it."""


class NotTheOwner(CaravanError):
    """The database must be migrated, but the database user may not change its tables. The message
    of the error says what to do."""


@dataclass(frozen=True)
class Migrations:
    """Describes the migrations of one database. The scripts in `folder` create the tables of
    `metadata`.

    Error messages contain `name`, and `remedy`, the command that the owner of the tables must run.
    `version_table` stores the current revision. `lock` is the number of a PostgreSQL lock that
    keeps two processes from migrating at once.
    """

    name: str
    remedy: str
    folder: Path
    metadata: MetaData
    version_table: str
    lock: int

    async def migrate(self, database: Database, revision: str = "head") -> None:
        """Upgrades the database to `revision` in one transaction. Only one process migrates at a
        time.

        Raises:
            NewerDatabase: a newer version of Caravan migrated the database. Nothing was changed.
            NotTheOwner: the database user may not change the tables. Nothing was changed.
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
        """Upgrades the database to `revision` in the caller's transaction.

        Raises:
            NewerDatabase: a newer version of Caravan migrated the database. Nothing was changed.
        """
        if connection.dialect.name == "postgresql":
            # No time limit applies, because a migration may take long, and so may the wait for
            # another process that is migrating.
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": self.lock})
        current = self.current(connection)
        if current == self.newest and revision == "head":
            return
        if current is not None and not self.is_known(current):
            raise NewerDatabase(f"{self.name} is at revision {current}, newer than this version of Caravan")
        config = self._config()
        config.attributes["connection"] = connection
        config.attributes["migrations"] = self
        command.upgrade(config, revision)

    def current(self, connection: Connection) -> str | None:
        """Returns the current revision of the database, or None when it has no tables yet."""
        options = {"version_table": self.version_table}
        return MigrationContext.configure(connection, opts=options).get_current_revision()

    @cached_property
    def newest(self) -> str:
        """Returns the revision to which the scripts lead."""
        revision = self._scripts.get_current_head()
        assert revision is not None
        return revision

    def is_known(self, revision: object) -> bool:
        return any(script.revision == revision for script in self._scripts.walk_revisions())

    @cached_property
    def _scripts(self) -> ScriptDirectory:
        """Returns the migration scripts. Reading them executes all of them."""
        return ScriptDirectory.from_config(self._config())

    def _config(self) -> Config:
        config = Config()
        config.set_main_option("script_location", str(self.folder).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        return config


def run_revisions() -> None:
    """Runs the migration scripts on the connection of `Migrations.upgrade`, in its transaction. The
    `env.py` in each folder of scripts calls this function."""
    if not hasattr(context, "config"):
        return  # rasa_sdk imports all modules below `actions`, including `env.py`, without Alembic
    attributes = context.config.attributes
    migrations: Migrations = attributes["migrations"]
    context.configure(
        connection=attributes["connection"],
        target_metadata=migrations.metadata,
        version_table=migrations.version_table,
        render_as_batch=True,
        transactional_ddl=False,  # the caller manages the transaction
    )
    context.run_migrations()
