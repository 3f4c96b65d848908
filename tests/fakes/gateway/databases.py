"""Gives tests databases that are migrated and empty, so that the gateway of each test need not migrate its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest

from bot.database.engine import open_database
from bot.schema.migrations import MIGRATIONS, migrate
from tests.fakes.postgres import PostgresServer, run_apart

_SHAPE = """
SELECT string_agg(line, ',' ORDER BY line) FROM (
  SELECT format('%s.%s %s', attrelid::regclass, attname, atttypid) AS line FROM pg_attribute
  WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace) AND attnum > 0
  UNION ALL SELECT format('%s %s %s', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
) AS shape"""
"""Returns the columns, also those of indexes, and the triggers: all that a test may have changed besides rows."""

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
"""Deletes all rows, which takes a hundredth of the time of making the tables. For this session it switches off triggers,
because the audit log's guard forbids deleting."""


class MigratedDatabases:
    """Lends migrated databases of a PostgreSQL server and takes them back, unless a test has changed more than rows."""

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
        with suppress(asyncpg.PostgresError):  # not its owner's superuser, or a table is locked or gone: as any other
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
    """Empties the database and returns its shape."""
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
    """Returns the URL of a migrated database without rows. The test runs once on SQLite and once on PostgreSQL."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("migrated_postgres_url"))
    shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "test.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
