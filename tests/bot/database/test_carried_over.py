"""A restore does not bring back who was signed out, disabled or let in since the backup."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy import select, update

from bot.contacts.identity import Identity
from bot.contacts.store import claim_identity, do_link, ensure_contact
from bot.contacts.tables import contacts, identities
from bot.conversation.store.conversations import add_conversation
from bot.conversation.store.tables import web_sessions
from bot.conversation.store.web_sessions import add_web_session
from bot.database.backup import backup, restore
from bot.database.engine import open_database
from bot.database.migrations import migrate
from bot.linking.store.links import add_link_code, list_links, take_link_code
from bot.staff.store.agents import add_agent
from bot.staff.store.tables import agents
from foundation.clock import system_clock

UNTIL = system_clock() + dt.timedelta(hours=1)
ANNA = Identity("nordmarkt", "buyer", "anna", "Anna", "jti-1", UNTIL)


async def test_what_ended_since_stays_ended(database_url: str, tmp_path: Path) -> None:
    database = open_database(database_url)
    await migrate(database)
    async with database.begin() as connection:
        kept = await ensure_contact(connection, "telegram", "kept", "en")
        ended = await ensure_contact(connection, "telegram", "ended", "en")
        lasting = Identity("nordmarkt", "buyer", "anna", "Anna", "", None)
        for contact in (kept, ended):
            await add_conversation(connection, contact.id, "telegram")
            await do_link(connection, contact.id, lasting)
        browser = await ensure_contact(connection, "webchat", "browser", "en")
        conversation = await add_conversation(connection, browser.id, "webchat")
        await do_link(connection, browser.id, ANNA)
        await add_web_session(connection, "session", conversation, browser.id)
        await add_link_code(connection, "code", lasting, "en", dt.timedelta(minutes=10))
        for name in ("leaving", "staying"):
            await add_agent(
                connection,
                username=name,
                name=name,
                role="admin",
                languages=("en",),
                password_hash="old",
                now=system_clock(),
            )
    await backup(database, tmp_path / "gateway.zip")
    async with database.begin() as connection:
        await do_link(connection, ended.id, None)
        assert await claim_identity(connection, ANNA, "somebody's session")
        await connection.execute(
            update(agents).where(agents.c.username == "leaving").values(active=False, role="agent", password_hash="new")
        )
    await restore(database, tmp_path / "gateway.zip")
    async with database.begin() as connection:
        assert [link.id for link in await list_links(connection, "nordmarkt")] == [kept.id]
        assert (await connection.execute(select(web_sessions.c.ended_at))).scalar_one() is not None
        assert await take_link_code(connection, "code", kept.id) is None
        assert not await claim_identity(connection, ANNA, "another session")
        rows = {row.username: row for row in await connection.execute(select(agents))}
        assert (rows["leaving"].active, rows["leaving"].role, rows["leaving"].password_hash) == (False, "agent", "new")
        assert (rows["staying"].active, rows["staying"].password_hash) == (True, "old")
    await database.close()


async def test_where_there_is_nothing_to_ask_links_are_as_in_the_backup(database_url: str, tmp_path: Path) -> None:
    source = open_database(f"sqlite:///{tmp_path}/source.db")
    await migrate(source)
    async with source.begin() as connection:
        contact = await ensure_contact(connection, "telegram", "42", "en")
        await do_link(connection, contact.id, Identity("nordmarkt", "buyer", "anna", "Anna", "", None))
        assert await claim_identity(connection, ANNA, "session")
    await backup(source, tmp_path / "gateway.zip")
    fresh = open_database(database_url)
    await restore(fresh, tmp_path / "gateway.zip")
    async with fresh.read() as connection:
        assert (await connection.execute(select(contacts.c.account))).scalar_one() == "nordmarkt"
        assert (await connection.execute(select(identities.c.jti))).scalars().all() == ["jti-1"]
    await source.close()
    await fresh.close()
