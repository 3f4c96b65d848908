"""Backs up and restores the gateway's database. A backup is a ZIP of JSON lines with one file for
each table, the same for SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, insert, inspect, null, select, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.carried_over import apply_carried_over, read_carried_over
from bot.database.engine import open_database
from bot.database.migrations import MIGRATIONS
from bot.database.row_check import read_row
from bot.database.tables import metadata
from foundation.clock import system_clock
from foundation.database.announcing import Database
from foundation.database.outages import is_outage
from foundation.database.statements import align_sequences
from foundation.errors import CaravanError
from foundation.files.archives import Archive, DamagedArchive

KIND = "caravan-gateway"
BATCH = 500
BATCH_CHARACTERS = 1_000_000
"""The most characters, approximately, of the rows that are inserted at once. `BATCH` is the most
rows that are inserted at once."""


class CannotRestore(CaravanError):
    """The backup cannot be restored. The message is one line of text for the terminal."""


async def backup(database: Database, path: Path) -> int:
    """Writes a consistent backup to `path` and returns the number of rows. The file appears
    complete or not at all."""
    partial = path.with_name(path.name + ".partial")
    rows = 0
    async with database.snapshot() as connection:
        revision = await connection.run_sync(MIGRATIONS.current)
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("manifest.json", json.dumps({"kind": KIND, "revision": revision}))
            columns = await connection.run_sync(_read_columns)
            for table in (table for table in metadata.sorted_tables if table.name in columns):
                with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as file:
                    async for line in _write_lines(connection, table, columns[table.name]):
                        file.write(line)
                        rows += 1
    partial.chmod(0o600)
    partial.replace(path)
    return rows


async def restore(database: Database, path: Path) -> int:
    """Replaces the contents of the database with those of a backup, completely or not at all.
    Returns the number of rows.

    Raises:
        CannotRestore: the file is not a backup of the gateway, is damaged, or was made by a newer
            version.
    """
    async with restoring(database, path) as rows:
        return rows


@asynccontextmanager
async def restoring(database: Database, path: Path) -> AsyncIterator[int]:
    """Restores a backup, checks it, and yields the number of rows. The transaction is committed at
    the end of the `with` block; an error in the block rolls it back.

    Raises:
        CannotRestore: the file is not a backup of the gateway, is damaged, or was made by a newer
            version.
    """
    patient = database if database.is_sqlite else open_database(database.url, patient=True)
    try:
        async with patient.begin() as connection:
            yield await _restore_within(connection, path)
    finally:
        if patient is not database:
            await patient.close()


async def _restore_within(connection: AsyncConnection, path: Path) -> int:
    now = system_clock()
    try:
        with Archive(path) as archive:
            revision = _read_revision(archive.read_manifest(KIND), path)
            if revision is None and archive.names != {"manifest.json"}:
                raise DamagedArchive("is not a backup of Caravan")
            if revision == MIGRATIONS.newest:
                _check_tables(archive, metadata.tables)
            # The database that is about to be replaced may be empty, or of an older version.
            await connection.run_sync(MIGRATIONS.upgrade)
            carried = await read_carried_over(connection, now)
            await connection.run_sync(_drop_all)
            rows = await _fill(connection, archive, revision) if revision else 0
            await connection.run_sync(MIGRATIONS.upgrade)
            await apply_carried_over(connection, carried, now)
            await _check_references(connection)
    except DamagedArchive as error:
        raise CannotRestore(f"{path} {error}") from error
    except StatementError as error:
        if isinstance(error, DBAPIError) and is_outage(error):
            raise
        raise CannotRestore(f"{path} is damaged: its rows do not fit together") from error
    return rows


def _read_revision(manifest: dict[str, Any], path: Path) -> str | None:
    """Returns the schema revision of the backup, or None if its database had no tables yet."""
    revision: str | None = manifest.get("revision", "")
    if revision is not None and not MIGRATIONS.is_known(revision):
        if isinstance(revision, str) and revision.isdecimal() and revision > MIGRATIONS.newest:
            raise CannotRestore(f"{path} was made by a newer version of Caravan (revision {revision[:12]})")
        raise DamagedArchive("is not a backup of Caravan")
    return revision


def _drop_all(connection: Connection) -> None:
    """Drops the gateway's tables, which are of the newest revision. Other tables in the database are kept."""
    metadata.drop_all(connection)
    Table(MIGRATIONS.version_table, MetaData()).drop(connection)


async def _fill(connection: AsyncConnection, archive: Archive, revision: str) -> int:
    """Creates the tables of the backup's revision and inserts its rows. Returns the number of rows.
    The backup must contain exactly the tables of its schema revision."""
    await connection.run_sync(MIGRATIONS.upgrade, revision)
    columns = await connection.run_sync(_read_columns, revision)
    _check_tables(archive, columns)
    rows = 0
    for table in metadata.sorted_tables:
        if table.name in columns:
            rows += await _insert(connection, archive, table, columns[table.name])
            await align_sequences(connection, [table])
    return rows


def _check_tables(archive: Archive, names: Iterable[str]) -> None:
    if archive.names != {"manifest.json", *(f"{name}.jsonl" for name in names)}:
        raise DamagedArchive("is damaged: it holds other tables than a backup")


def _read_columns(connection: Connection, revision: str | None = None) -> dict[str, dict[str, bool]]:
    """Returns the existing tables of the gateway by name. The value maps the name of each column to
    whether it may be null. At the newest `revision` these are the declared tables; at another they are read from
    the database, which takes much longer."""
    if revision == MIGRATIONS.newest:
        return {
            table.name: {column.name: bool(column.nullable) for column in table.columns}
            for table in metadata.sorted_tables
        }
    found = inspect(connection)
    names = set(found.get_table_names()) & set(metadata.tables)
    return {name: {column["name"]: column["nullable"] for column in found.get_columns(name)} for name in names}


async def _insert(connection: AsyncConnection, archive: Archive, table: Table, columns: dict[str, bool]) -> int:
    count, batch, size = 0, [], 0
    for values in archive.read_rows(table.name):
        try:
            batch.append(read_row(table, columns, values))
        except (ValueError, OverflowError) as error:
            raise DamagedArchive(f"is damaged in {table.name}.jsonl") from error
        size += len(str(values))
        if len(batch) == BATCH or size > BATCH_CHARACTERS:
            await connection.execute(insert(table), batch)
            count, batch, size = count + len(batch), [], 0
    if batch:
        await connection.execute(insert(table), batch)
    return count + len(batch)


async def _check_references(connection: AsyncConnection) -> None:
    """Checks the foreign keys before the commit. A restore of both databases commits the
    marketplace's database first, so an error at the gateway's commit would come too late."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    elif (await connection.exec_driver_sql("PRAGMA foreign_key_check")).first() is not None:
        raise DamagedArchive("is damaged: its rows do not fit together")


async def _write_lines(connection: AsyncConnection, table: Table, names: Iterable[str]) -> AsyncIterator[bytes]:
    # A database that is not migrated yet may have columns that this version no longer knows.
    columns = [table.c[name] if name in table.c else null().label(name) for name in names]
    result = await connection.stream(select(*columns).order_by(*table.primary_key.columns))
    async for row in result:
        yield json.dumps(dict(row._mapping), default=_encode, ensure_ascii=False).encode() + b"\n"


def _encode(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
