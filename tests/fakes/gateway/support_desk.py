"""Runs the staff's console on a real port, writes conversations into its database, and uses the console as the staff
would with a browser."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import Connection, inspect

from bot.console import ConsoleDeps, console_router
from bot.contacts.identity import Identity
from bot.contacts.store import do_link, ensure_contact
from bot.conversation.store.arrivals import add_inbound
from bot.conversation.store.conversations import add_conversation
from bot.conversation.store.messages import add_message
from bot.database.engine import open_database
from bot.database.tables import metadata
from bot.demo.staff import DEMO_STAFF
from bot.files.links import FileLinks
from bot.files.serving import files_router
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import Renderer
from bot.serving.bootstrap import READERS, find_body_limits
from bot.staff.store.agents import Agent, add_agent, find_credentials
from bot.support.handoff.waiting import do_request_handoff
from bot.wakeups import Wakeups
from bot.web.body_limit import BodyLimit
from bot.words.serving import brand_router
from bot.words.words import Words
from foundation.clock import system_clock
from foundation.database.announcing import Database
from tests.fakes.gateway.for_telegram import keep_files
from tests.fakes.gateway.held_texts import FakeHeldTexts
from tests.fakes.gateway.oversight import FakeOversight
from tests.fakes.gateway.running import free_port, serving
from tests.fakes.gateway.trade_desk import FakeTradeDesk
from tests.fakes.gateway.uploads import FakeUploads

PASSWORDS = {name: f"password of {name}" for name in DEMO_STAFF}
# These hashes are as weak as argon2 allows, which is fast, because every test creates its own staff.
HASHES = {name: PasswordHasher(1, 8, 1).hash(password) for name, password in PASSWORDS.items()}
BOT_REPLY = {"response": "gateway.empty", "values": {}}
WORKING_HOURS = dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC)


@dataclass
class SupportDesk:
    """Holds a running console: its address, and the objects that it works with (`deps`)."""

    address: str
    deps: ConsoleDeps

    @property
    def database(self) -> Database:
        return self.deps.database

    async def agent(self, username: str) -> Agent:
        async with self.database.read() as connection:
            known = await find_credentials(connection, username)
        assert known
        return known.agent

    async def conversation(
        self,
        *words: str,
        channel: str = "webchat",
        key: str = "visitor",
        language: str = "en",
        identity: Identity | None = None,
    ) -> str:
        """Makes a conversation in which the contact has written these messages and the bot has answered each."""
        async with self.database.begin() as connection:
            contact = await ensure_contact(connection, channel, key, language)
            if identity:
                await do_link(connection, contact.id, identity)
            conversation_id = await add_conversation(connection, contact.id, channel)
        for text in words:
            await self.says(conversation_id, text, channel=channel)
            async with self.database.begin() as connection:
                await add_message(connection, conversation_id, "bot", reply=BOT_REPLY)
        return conversation_id

    async def says(self, conversation_id: str, text: str, *, channel: str = "webchat") -> int:
        """Stores a message of the contact and returns its id."""
        async with self.database.begin() as connection:
            message_id = await add_message(connection, conversation_id, "contact", text=text)
            await add_inbound(
                connection,
                channel=channel,
                external_id=f"{conversation_id}:{message_id}",
                conversation_id=conversation_id,
                message_id=message_id,
                kind="text",
                payload={},
                understood={"intent": "order_status", "confidence": 0.97, "entities": []},
            )
        return message_id

    async def asks_for_a_person(self, conversation_id: str, reason: str = "asked") -> None:
        async with self.database.begin() as connection:
            await do_request_handoff(connection, conversation_id, reason, WORKING_HOURS)

    async def waiting(self, *words: str, **contact: Any) -> str:
        """Makes a conversation whose contact has asked for a person and is waiting."""
        conversation_id = await self.conversation(*(words or ("Where is my order?",)), **contact)
        await self.asks_for_a_person(conversation_id)
        return conversation_id

    @asynccontextmanager
    async def browser(self, language: str = "en") -> AsyncIterator[Browser]:
        headers = {"Accept-Language": language}
        async with httpx.AsyncClient(base_url=self.address, headers=headers, timeout=20) as client:
            yield Browser(client)

    @asynccontextmanager
    async def signed_in(self, username: str) -> AsyncIterator[Browser]:
        async with self.browser() as browser:
            response = await browser.sign_in(username)
            assert response.status_code == 303, response.text
            yield browser


@dataclass
class Browser:
    """Acts as the browser of a member of the staff at the console. Forms are sent with the CSRF token of their page, as
    by a real browser."""

    client: httpx.AsyncClient

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self.client.get(path, **options)

    async def sign_in(self, username: str, password: str | None = None, **fields: str) -> httpx.Response:
        page = await self.get("/console/sign-in")
        form = {"csrf": token_of(page), "username": username, "password": password or PASSWORDS[username], **fields}
        return await self.client.post("/console/sign-in", data=form)

    async def post(self, path: str, *, page: str = "/console", **fields: str) -> httpx.Response:
        """Sends a form of the page `page` to `path`."""
        form = {"csrf": token_of(await self.get(page)), **fields}
        return await self.client.post(path, data=form)

    async def step(self, conversation_id: str, step: str, **fields: str) -> httpx.Response:
        return await self.post(f"/console/conversations/{conversation_id}/{step}", **fields)

    async def read(self, conversation_id: str) -> httpx.Response:
        return await self.get(f"/console/conversations/{conversation_id}")

    @asynccontextmanager
    async def events(self, query: str = "", **options: Any) -> AsyncIterator[AsyncIterator[tuple[str, str, str]]]:
        """Yields the events of the console's event stream, each as (name, id, data)."""
        async with self.client.stream("GET", f"/console/events{query}", **options) as response:
            assert response.status_code == 200
            assert response.headers["content-type"].startswith("text/event-stream")
            yield _parsed(response.aiter_lines())


async def _parsed(lines: AsyncIterator[str]) -> AsyncIterator[tuple[str, str, str]]:
    fields: dict[str, list[str]] = {}
    async for line in lines:
        if line:
            name, _, value = line.partition(": ")
            fields.setdefault(name, []).append(value)
        elif fields:
            if "data" in fields:
                yield "".join(fields.get("event", [])), "".join(fields.get("id", [])), "\n".join(fields["data"])
            fields = {}


def token_of(page: httpx.Response) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found, page.text[:500]
    return found[1]


def _create_tables(connection: Connection) -> None:
    """Creates the tables in an empty database. One that has them already is not asked for each of them."""
    if not inspect(connection).has_table("staff_sessions"):
        metadata.create_all(connection)


@asynccontextmanager
async def support_desk(database_url: str, **changes: Any) -> AsyncIterator[SupportDesk]:
    """Yields a running console whose database holds only the demo's staff. `changes` replace fields of
    `ConsoleDeps`."""
    wakeups = Wakeups(None)
    database = open_database(database_url, listeners=wakeups)
    async with database.begin() as connection:
        await connection.run_sync(_create_tables)
        for username, person in DEMO_STAFF.items():
            await add_agent(
                connection, username, person.name, person.role, person.languages, HASHES[username], system_clock()
            )
    catalogues = load_catalogues()
    deps = ConsoleDeps(database, wakeups, Renderer(catalogues), catalogues, held=FakeHeldTexts(), trade=FakeTradeDesk())
    files, links = keep_files(), FileLinks("a secret of the tests")
    words = Words(database, catalogues)
    await words.refresh()
    deps = replace(
        deps,
        **{"files": files, "links": links, "words": words, "oversight": FakeOversight(), "uploads": FakeUploads()}
        | changes,
    )
    app = FastAPI()
    # The gateway limits the size of requests in the same way.
    app.add_middleware(BodyLimit, limits=find_body_limits(files.limits))
    app.include_router(console_router(deps))
    app.include_router(brand_router(words))
    app.include_router(files_router(database, files, links, READERS))
    try:
        async with serving(app, free_port()) as address:
            yield SupportDesk(address, deps)
    finally:
        await database.close()


def account(name: str = "nordmarkt", person: str = "Anna Weber", role: str = "buyer") -> Identity:
    until = system_clock() + dt.timedelta(minutes=30)
    return Identity(name, role, "anna", person, jti="", until=until)
