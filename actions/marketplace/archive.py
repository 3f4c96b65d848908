"""Backup and restore, the same for SQLite and PostgreSQL and from one to the other.

An archive is a zip: `manifest.json` and one file of JSON lines for each table, all of one moment. It carries the revision
of its tables, so that a newer version restores an older archive and then migrates it; an archive of a newer version is
refused. A restore is one transaction: it replaces everything or changes nothing.
"""

import json
import os
import uuid
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, Date, MetaData, TableClause, column, select, table
from sqlalchemy.exc import StatementError
from sqlalchemy.types import NullType, TypeEngine

from actions.marketplace import tables
from actions.marketplace.columns import ExactDecimal, UtcDateTime
from actions.marketplace.database import align_sequences, open_database
from actions.marketplace.errors import ArchiveError
from actions.marketplace.migrations import current_revision, is_known, upgrade

KIND = "caravan-marketplace"
BATCH = 500
_TYPES: dict[str, type[TypeEngine[Any]]] = {
    "datetime": UtcDateTime,
    "date": Date,
    "decimal": ExactDecimal,
    "json": JSON,
    "boolean": Boolean,
}


async def backup(database_url: str, path: Path) -> None:
    """Writes the archive beside `path` and moves it there once it is whole."""
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
    """Replaces the whole database by the archive's, at the newest revision. Raises ArchiveError."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _checked_manifest(archive)
            database = open_database(database_url, foreign_keys=False)
            try:
                async with database.write() as connection:
                    await connection.run_sync(_replace, archive, manifest)
                    await align_sequences(connection, tables.metadata)
            finally:
                await database.close()
    except (OSError, zipfile.BadZipFile) as error:
        raise ArchiveError(f"{path} cannot be read: {error}") from error


def _write(connection: Connection, path: Path) -> None:
    present = MetaData()
    present.reflect(connection)
    stored = [found for found in present.sorted_tables if found.name != "alembic_version"]
    manifest: dict[str, Any] = {
        "kind": KIND,
        "revision": current_revision(connection),
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


def _replace(connection: Connection, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    present = MetaData()
    present.reflect(connection)
    present.drop_all(connection)
    upgrade(connection, manifest["revision"])
    try:
        for name, columns in manifest["tables"].items():
            target = _portable_table(name, columns)
            for rows in _batches(archive, name, columns):
                connection.execute(target.insert(), rows)
    except (KeyError, ValueError, ArithmeticError, StatementError) as error:
        raise ArchiveError(f"{archive.filename} is damaged in table {name}. Nothing was changed.") from error
    upgrade(connection)
    # The same catalogue again is not the same state: what is changed from here on must not be taken for what was changed then.
    connection.execute(tables.catalogue.update().values(identity=uuid.uuid4().hex))


def _checked_manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    except (KeyError, ValueError) as error:
        raise ArchiveError(f"{archive.filename} is no backup of a marketplace.") from error
    if manifest.get("kind") != KIND:
        raise ArchiveError(f"{archive.filename} is no backup of a marketplace.")
    if not is_known(manifest["revision"]):
        raise ArchiveError(
            f"{archive.filename} was made by a newer version of Caravan (revision {manifest['revision']})."
            " Nothing was changed."
        )
    return manifest


def _batches(archive: zipfile.ZipFile, name: str, columns: dict[str, str]) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    with archive.open(f"{name}.jsonl") as lines:
        for line in lines:
            values = zip(columns.items(), json.loads(line), strict=True)
            rows.append({field: _decode(value, kind) for (field, kind), value in values})
            if len(rows) == BATCH:
                yield rows
                rows = []
    if rows:
        yield rows


def _kind(table_name: str, present: Any) -> str:
    """How a column's values are written. The driver's own type says too little: SQLite keeps decimals as integers."""
    known = tables.metadata.tables.get(table_name)
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
