"""A backup restores everything, on the same kind of database and on the other, and refuses what it should not touch."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import insert, inspect

from bot.contacts.store import ensure_contact
from bot.contacts.tables import contacts
from bot.conversation.store.arrivals import add_inbound
from bot.conversation.store.conversations import add_conversation
from bot.conversation.store.messages import add_message
from bot.conversation.store.tables import conversations
from bot.database.backup import CannotRestore, backup, restore
from bot.database.engine import open_database
from bot.database.migrations import migrate
from bot.database.tables import metadata
from foundation.clock import system_clock
from tests.fakes.gateway.backups import contents, fill
from tests.fakes.postgres import PostgresServer


async def columns_at(revision: str, folder: Path) -> dict[str, list[str]]:
    """Table → columns, of what an older version knew."""
    database = open_database(f"sqlite:///{folder}/{revision}.db")
    await migrate(database, revision)
    async with database.read() as connection:
        found = await connection.run_sync(lambda there: inspect(there).get_multi_columns())
    await database.close()
    return {
        table: [column["name"] for column in columns]
        for (_, table), columns in found.items()
        if table in metadata.tables
    }


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
async def test_a_backup_restores_everything(
    database_url: str, target: str, tmp_path: Path, postgres: PostgresServer
) -> None:
    source = await fill(database_url)
    rows = await backup(source, tmp_path / "gateway.zip")
    assert (tmp_path / "gateway.zip").stat().st_mode & 0o077 == 0
    url = f"sqlite:///{tmp_path}/other.db" if target == "sqlite" else postgres.create()
    copy = open_database(url)
    assert await restore(copy, tmp_path / "gateway.zip") == rows
    assert await contents(copy) == await contents(source)
    async with copy.begin() as connection:  # sequences go on after the restored rows
        contact = await ensure_contact(connection, "telegram", "43", "en")
        conversation = await add_conversation(connection, contact.id, "telegram")
        message = await add_message(connection, conversation, "contact", text="next")
        added = await add_inbound(
            connection,
            channel="telegram",
            external_id="update:2",
            conversation_id=conversation,
            message_id=message,
            kind="text",
            payload={},
        )
    assert added == 2
    await source.close()
    await copy.close()
    if target == "postgresql":
        postgres.drop(url)


async def test_restoring_replaces_what_is_there(database_url: str, tmp_path: Path) -> None:
    database = await fill(database_url)
    await backup(database, tmp_path / "gateway.zip")
    before = await contents(database)
    async with database.begin() as connection:
        contact = await ensure_contact(connection, "telegram", "later", "en")
        await add_conversation(connection, contact.id, "telegram")
    assert await contents(database) != before
    await restore(database, tmp_path / "gateway.zip")
    assert await contents(database) == before
    await database.close()


GONE = {"outage_at": "2026-11-25T03:00:00+00:00"}
"""Columns that older versions filled and this one has no more."""


@pytest.mark.parametrize("revision", ["0001", "0007"])
async def test_a_backup_of_an_older_revision_is_restored_and_migrated(
    database_url: str, revision: str, tmp_path: Path
) -> None:
    source = await fill(f"sqlite:///{tmp_path}/source.db")
    rows = await backup(source, tmp_path / "gateway.zip")
    known = await columns_at(revision, tmp_path)
    with zipfile.ZipFile(tmp_path / "gateway.zip") as new, zipfile.ZipFile(tmp_path / "old.zip", "w") as old:
        for table, names in known.items():
            lines = [json.loads(line) for line in new.read(f"{table}.jsonl").splitlines()]
            old.writestr(
                f"{table}.jsonl",
                "".join(f"{json.dumps({name: (row | GONE)[name] for name in names})}\n" for row in lines),
            )
        old.writestr("manifest.json", json.dumps({"kind": "caravan-gateway", "revision": revision}))
    copy = open_database(database_url)
    assert await restore(copy, tmp_path / "old.zip") == rows
    assert await contents(copy) == await contents(source)
    await source.close()
    await copy.close()


async def test_a_database_that_is_not_migrated_yet_can_be_backed_up(empty_url: str, tmp_path: Path) -> None:
    older, copy = open_database(empty_url), open_database(f"sqlite:///{tmp_path}/copy.db")
    await migrate(older, "0007")
    async with older.begin() as connection:
        # The version of that revision wrote no column of later ones.
        now = system_clock()
        contact = {"id": "1" * 32, "channel": "telegram", "key": "42", "language": "en", "created_at": now}
        await connection.execute(insert(contacts).values(contact))
        talk = {"id": "2" * 32, "contact_id": "1" * 32, "channel": "telegram", "created_at": now, "updated_at": now}
        await connection.execute(insert(conversations).values(talk))
    rows = await backup(older, tmp_path / "older.zip")
    assert await restore(copy, tmp_path / "older.zip") == rows
    await migrate(older)
    assert await contents(copy) == await contents(older)
    await older.close()
    await copy.close()


async def test_foreign_and_newer_archives_are_refused(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/new.db")
    (tmp_path / "text.zip").write_text("not a zip")
    with pytest.raises(CannotRestore, match="not a backup"):
        await restore(database, tmp_path / "text.zip")
    for manifest, message in (
        ({"kind": "other"}, "not a backup"),
        ({"kind": "caravan-gateway", "revision": "9999"}, "newer"),
    ):
        with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
            archive.writestr("manifest.json", json.dumps(manifest))
        with pytest.raises(CannotRestore, match=message):
            await restore(database, tmp_path / "x.zip")
    await database.close()


async def test_the_migrations_make_the_tables(database_url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext
    from sqlalchemy.engine import Connection

    def differences(connection: Connection) -> list[object]:
        def is_known(_object: object, name: str | None, *_: object) -> bool:
            # What the search needs besides tables is no table of ours (bot/support/search/tables.py).
            return not (name or "").startswith(("message_search", "ix_message_words_words"))

        options = {"version_table": "gateway_revision", "compare_type": True, "include_object": is_known}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

    database = open_database(database_url)
    await migrate(database)
    async with database.begin() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_migrating_a_filled_database_keeps_it_and_a_newer_one_is_left_alone(database_url: str) -> None:
    from sqlalchemy import text

    from foundation.database.migrations import NewerDatabase

    database = await fill(database_url)
    before = await contents(database)
    await migrate(database)
    assert await contents(database) == before
    async with database.begin() as connection:
        await connection.execute(text("UPDATE gateway_revision SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match="newer"):
        await migrate(database)
    assert await contents(database) == before
    await database.close()
