"""Gives tests gateway databases that have all tables but no rows, so that not every test has to migrate a database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest

from bot.database.engine import open_database
from bot.database.migrations import MIGRATIONS, migrate
from tests.fakes.postgres import PostgresServer, run_apart

_SHAPE = """
SELECT string_agg(line, ',' ORDER BY line) FROM (
  SELECT format('%s.%s %s', attrelid::regclass, attname, atttypid) AS line FROM pg_attribute
  WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace) AND attnum > 0
  UNION ALL SELECT format('%s %s %s', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
) AS shape"""
"""Selects, as one text, the columns of tables and indexes and the triggers. Besides rows, a test can change nothing
else in a database."""

_EMPTY = f"""
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
SET session_replication_role = replica;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '{MIGRATIONS.version_table}' LOOP
    EXECUTE format('DELETE FROM %I', name);
  END LOOP;
  FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', name);
  END LOOP;
END $$"""
"""Deletes all rows, which is a hundred times faster than creating the tables. The statement switches triggers off for
its connection, because a trigger forbids deleting from the audit log."""


class MigratedDatabases:
    """Lends migrated databases of a PostgreSQL server to tests. A database that comes back is emptied and lent again,
    unless the test has changed more than rows."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._free: list[str] = []
        self._shape: str | None = None

    def borrow(self) -> str:
        if self._free:
            return self._free.pop()
        url = self._server.borrow()
        run_apart(lambda: _migrate(url))
        self._shape = self._shape or self._server.run(url, lambda connection: connection.fetchval(_SHAPE))
        return url

    def give_back(self, url: str) -> None:
        with suppress(asyncpg.PostgresError):  # the rows cannot be deleted, so `give_back` below is used
            if self._server.run(url, _emptied) == self._shape:
                self._free.append(url)
                return
        self._server.give_back(url)

    def close(self) -> None:
        for url in self._free:
            self._server.drop(url)


async def _migrate(url: str) -> None:
    database = open_database(url)
    await migrate(database)
    await database.close()


async def _emptied(connection: asyncpg.Connection[asyncpg.Record]) -> object:
    """Deletes all rows of the database and returns its columns and triggers (`_SHAPE`)."""
    await connection.execute(_EMPTY)
    return await connection.fetchval(_SHAPE)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "gateway.db"
    run_apart(lambda: _migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresServer) -> Iterator[MigratedDatabases]:
    databases = MigratedDatabases(postgres)
    yield databases
    databases.close()


@pytest.fixture
def migrated_postgres_url(migrated_postgres: MigratedDatabases) -> Iterator[str]:
    url = migrated_postgres.borrow()
    yield url
    migrated_postgres.give_back(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Returns the URL of a migrated database without rows. A test that uses this runs once on SQLite and once on
    PostgreSQL."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("migrated_postgres_url"))
    shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "test.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
