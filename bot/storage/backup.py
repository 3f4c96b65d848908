"""Backup and restore of the gateway's database: a ZIP of JSON lines, one file a table, the same for SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, insert, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import CaravanError
from bot.storage.append_only import without_guard
from bot.storage.database import Database
from bot.storage.migrations import current_revision, migrate, newest_revision
from bot.storage.tables import UtcDateTime, audit_log, metadata

KIND = "caravan-gateway"
BATCH = 500


class CannotRestore(CaravanError):
    """One clear line for the person at the terminal."""


async def backup(database: Database, path: Path) -> int:
    """Writes a consistent copy; returns the number of rows. The file appears whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    rows = 0
    # PostgreSQL reads without a transaction elsewhere: here all tables are to be of one moment.
    async with database.read() if database.is_sqlite else database.begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        revision = await connection.run_sync(current_revision)
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("manifest.json", json.dumps({"kind": KIND, "revision": revision}))
            for table in metadata.sorted_tables:
                with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as file:
                    async for line in _lines(connection, table):
                        file.write(line)
                        rows += 1
    partial.chmod(0o600)
    partial.replace(path)
    return rows


async def restore(database: Database, path: Path) -> int:
    """Replaces the database's contents by a backup's, all or nothing; returns the number of rows.

    Raises:
        CannotRestore: not a backup of the gateway, or of a newer version.
    """
    try:
        archive = zipfile.ZipFile(path)
        manifest = json.loads(archive.read("manifest.json"))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise CannotRestore(f"{path} is not a backup of Caravan's gateway") from error
    if manifest.get("kind") != KIND:
        raise CannotRestore(f"{path} is not a backup of Caravan's gateway")
    if str(manifest["revision"]) > newest_revision():
        raise CannotRestore(f"{path} was made by a newer version of Caravan (revision {manifest['revision']})")
    await migrate(database, str(manifest["revision"]))
    with archive:
        async with database.begin() as connection:
            rows = await _fill(connection, archive)
    await migrate(database)
    return rows


async def _fill(connection: AsyncConnection, archive: zipfile.ZipFile) -> int:
    there = await connection.run_sync(lambda database: set(inspect(database).get_table_names()))
    # At the backup's revision tables may be missing that newer ones have.
    tables = [table for table in metadata.sorted_tables if table.name in there]
    if audit_log not in tables:
        return await _replace(connection, archive, tables)
    async with without_guard(connection):
        return await _replace(connection, archive, tables)


async def _replace(connection: AsyncConnection, archive: zipfile.ZipFile, tables: list[Table]) -> int:
    rows = 0
    for table in reversed(tables):
        await connection.execute(delete(table))
    for table in tables:
        if f"{table.name}.jsonl" not in archive.namelist():
            continue
        with archive.open(f"{table.name}.jsonl") as file:
            batch: list[dict[str, Any]] = []
            for line in io.TextIOWrapper(file, "utf-8"):
                batch.append(_row(table, json.loads(line)))
                if len(batch) == BATCH:
                    await connection.execute(insert(table), batch)
                    batch = []
                rows += 1
            if batch:
                await connection.execute(insert(table), batch)
        await _advance_sequence(connection, table)
    return rows


async def _lines(connection: AsyncConnection, table: Table) -> AsyncIterator[bytes]:
    result = await connection.stream(select(table).order_by(*table.primary_key.columns))
    async for row in result:
        yield json.dumps(dict(row._mapping), default=_plain, ensure_ascii=False).encode() + b"\n"


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _row(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: dt.datetime.fromisoformat(value) if value and isinstance(table.c[name].type, UtcDateTime) else value
        for name, value in values.items()
    }


async def _advance_sequence(connection: AsyncConnection, table: Table) -> None:
    """PostgreSQL's sequences know nothing of rows that brought their own id."""
    column = table.autoincrement_column
    if connection.dialect.name == "postgresql" and column is not None and column.autoincrement is True:
        await connection.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'), "  # noqa: S608 - our own names
                f"(SELECT coalesce(max({column.name}), 0) + 1 FROM {table.name}), false)"
            )
        )
