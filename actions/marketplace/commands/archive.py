"""Backs up and restores the marketplace's database, on SQLite and PostgreSQL. An archive that was made on one of them
can be restored on the other.

An archive is a zip with `manifest.json` and a file of JSON lines for each table, all read in one
snapshot of the database. The manifest names the schema revision of the tables, so that a newer
version of Caravan can restore an older archive and then migrate it; an archive of a newer version is
refused. A restore is one transaction: it replaces everything or changes nothing.
"""

import json
import os
import uuid
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    TableClause,
    column,
    select,
    table,
)
from sqlalchemy.exc import StatementError
from sqlalchemy.types import NullType, TypeEngine

from actions.marketplace.base.database.columns import ExactDecimal, UtcDateTime
from actions.marketplace.base.database.engine import open_database
from actions.marketplace.base.errors import ArchiveError, is_outage
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.schema import tables as schema_tables
from actions.marketplace.schema.migrations import MIGRATIONS
from foundation.database.statements import align_sequences
from foundation.files.archives import Archive, DamagedArchive

KIND = "caravan-marketplace"
BATCH = 500
BATCH_CHARACTERS = 1_000_000
"""A restore sends rows to the database in batches: a batch is full at `BATCH` rows or at this many characters."""
DIGITS = 14
"""The most digits that an ExactDecimal has before the decimal point."""
LARGEST_FLOAT = 1e300
OTHER_TABLES = "is damaged: it holds other tables than a backup"
_TYPES: dict[str, type[TypeEngine[Any]]] = {
    "datetime": UtcDateTime,
    "date": Date,
    "decimal": ExactDecimal,
    "json": JSON,
    "boolean": Boolean,
}


async def backup(database_url: str, path: Path) -> None:
    """Backs up the database into the archive `path`. The archive is written under another name in the same folder
    and renamed to `path` when it is complete."""
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    database = open_database(database_url)
    try:
        async with database.snapshot() as connection:
            await connection.run_sync(_write, partial)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
        await database.close()


async def restore(database_url: str, path: Path) -> None:
    """Replaces the whole database with the content of the archive and migrates it to the newest revision.

    Raises:
        ArchiveError: the archive is damaged, of a newer version, or not one of the marketplace.
    """
    async with restoring(database_url, path):
        pass


@asynccontextmanager
async def restoring(database_url: str, path: Path) -> AsyncIterator[None]:
    """Restores the archive, and commits only at the end of the caller's `async with` block.

    All rows are written and checked before the block begins. An error within the block undoes the whole restore.

    Raises:
        ArchiveError: the archive is damaged, of a newer version, or not one of the marketplace.
    """
    database = open_database(database_url, foreign_keys=False)
    try:
        async with database.begin() as connection:
            try:
                with Archive(path) as archive:
                    manifest = _read_manifest(archive, path)
                    await connection.run_sync(_replace, archive, manifest)
            except DamagedArchive as error:
                raise ArchiveError(f"{path} {error}. Nothing was changed.") from error
            await align_sequences(connection, schema_tables.metadata.sorted_tables)
            yield
    finally:
        await database.close()


def _tables_at(connection: Connection, revision: str | None) -> list[Table]:
    """Returns the tables that the database has at this revision, each after the tables to which it refers. At the
    newest revision these are the declared ones; at another they are read from the database, which takes longer than
    most steps of a restore."""
    if revision == MIGRATIONS.newest:
        return schema_tables.metadata.sorted_tables
    there = MetaData()
    there.reflect(connection)
    return [found for found in there.sorted_tables if found.name != MIGRATIONS.version_table]


def _write(connection: Connection, path: Path) -> None:
    revision = MIGRATIONS.current(connection)
    stored = _tables_at(connection, revision)
    manifest: dict[str, Any] = {
        "kind": KIND,
        "revision": revision,
        "created_at": datetime.now(UTC).isoformat(),
        "tables": {found.name: {name.name: _kind(found.name, name) for name in found.columns} for found in stored},
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        for name, columns in manifest["tables"].items():
            source = _portable_table(name, columns)
            with archive.open(f"{name}.jsonl", "w") as lines:
                for row in connection.execute(select(*source.columns)):
                    lines.write(json.dumps(list(row), ensure_ascii=False, default=_encode).encode() + b"\n")


def _replace(connection: Connection, archive: Archive, manifest: dict[str, Any]) -> None:
    if (revision := MIGRATIONS.current(connection)) is not None:
        for found in reversed(_tables_at(connection, revision)):
            found.drop(connection)
        Table(MIGRATIONS.version_table, MetaData()).drop(connection)
    if manifest["revision"] is not None:
        MIGRATIONS.upgrade(connection, manifest["revision"])
        _fill(connection, archive, manifest)
    MIGRATIONS.upgrade(connection)
    # The restored catalogue gets a new identity. Otherwise a later version of the catalogue could have the same name as
    # one before the restore, and an outdated search index would be taken for a current one.
    connection.execute(catalogue_tables.catalogue.update().values(identity=uuid.uuid4().hex))


def _fill(connection: Connection, archive: Archive, manifest: dict[str, Any]) -> None:
    """Fills the tables that exist at the archive's schema revision with the rows of the archive.

    Raises:
        DamagedArchive: the archive holds other tables or columns, or rows that the tables cannot hold.
    """
    there, stored = _tables_at(connection, manifest["revision"]), manifest["tables"]
    if stored != {found.name: _columns(found) for found in there}:
        raise DamagedArchive(OTHER_TABLES)
    for found in there:
        target = _portable_table(found.name, stored[found.name])
        try:
            for rows in _batches(archive, found, stored[found.name]):
                connection.execute(target.insert(), rows)
        except (ValueError, ArithmeticError, StatementError) as error:
            if is_outage(error):
                raise
            raise DamagedArchive(f"is damaged in table {found.name}") from error
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    elif connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise DamagedArchive("is damaged: its rows do not fit together")


def _read_manifest(archive: Archive, path: Path) -> dict[str, Any]:
    manifest = archive.read_manifest(KIND)
    revision = manifest.get("revision", "")
    if (
        revision is None and manifest.get("tables") == {} and archive.names == {"manifest.json"}
    ):  # the archive of a database that had no tables yet
        return manifest
    if not isinstance(revision, str) or not isinstance(manifest.get("tables"), dict):
        raise DamagedArchive("is not a backup of Caravan")
    if not MIGRATIONS.is_known(revision):
        if not revision.isdecimal():
            raise DamagedArchive("is not a backup of Caravan")
        raise ArchiveError(
            f"{path} was made by a newer version of Caravan (revision {revision[:12]}). Nothing was changed."
        )
    if archive.names != {"manifest.json", *(f"{name}.jsonl" for name in manifest["tables"])}:
        raise DamagedArchive(OTHER_TABLES)
    return manifest


def _batches(archive: Archive, found: Table, columns: dict[str, str]) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    size = 0
    for values in archive.read_rows(found.name):
        if not isinstance(values, list) or len(values) != len(columns):
            raise ValueError("other columns")
        pairs = zip(columns.items(), values, strict=True)
        rows.append({field: _check_value(found.columns[field], kind, value) for (field, kind), value in pairs})
        size += len(str(values))
        if len(rows) == BATCH or size > BATCH_CHARACTERS:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows


def _columns(found: Table) -> dict[str, str]:
    return {name.name: _kind(found.name, name) for name in found.columns}


def _check_value(column: Column[Any], kind: str, value: Any) -> Any:
    """Returns `value` of the archive as the Python value that the column takes.

    Raises:
        ValueError: the value does not fit the column's type. SQLite would not notice: it stores text in columns of
            numbers.
    """
    if value is None and not column.nullable:
        raise ValueError("a value is missing")
    if value is None or kind == "json":
        return value
    if kind == "plain":
        return _plain_value(column.type, value)
    if not isinstance(value, bool if kind == "boolean" else str):
        raise ValueError("another kind of value")
    decoded = _decode(value, kind)
    if isinstance(decoded, Decimal) and not (decoded.is_finite() and abs(decoded) < Decimal(10) ** DIGITS):
        raise ValueError("not a number that fits")
    return decoded


def _plain_value(kind: TypeEngine[Any], value: Any) -> Any:
    if isinstance(kind, String):
        right = isinstance(value, str) and bool(value.encode() or True)  # encode() raises on a lone surrogate
    elif isinstance(kind, Integer):
        bits = 63 if isinstance(kind, BigInteger) else 31
        right = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << bits
    elif isinstance(kind, Float):
        right = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < LARGEST_FLOAT
    else:
        right = False
    if not right:
        raise ValueError("another kind of value")
    return value


def _kind(table_name: str, present: Any) -> str:
    """Returns the form in which the archive writes a column's values: a key of `_TYPES`, or "plain". It depends on the
    type that Caravan declares, if it declares one, because SQLite reports decimals as integers."""
    known = schema_tables.metadata.tables.get(table_name)
    declared = known.columns[present.name].type if known is not None and present.name in known.columns else present.type
    return next((kind for kind, type_ in _TYPES.items() if isinstance(declared, type_)), "plain")


def _portable_table(name: str, columns: dict[str, str]) -> TableClause:
    return table(name, *(column(field, _TYPES.get(kind, NullType)()) for field, kind in columns.items()))


def _encode(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"no portable form of {type(value)}")


def _decode(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "datetime":
        return datetime.fromisoformat(value)
    if kind == "date":
        return date.fromisoformat(value)
    return Decimal(value) if kind == "decimal" else value
