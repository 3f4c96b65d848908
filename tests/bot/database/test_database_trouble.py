"""The database locked or gone: no acknowledgement, a clear error, and everything works again by itself."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from bot.contacts.store import ensure_contact
from bot.database.engine import DatabaseWaits, open_database
from bot.serving.waits import Waits
from foundation.database.outages import DatabaseUnavailable
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.for_telegram import until
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, running_gateway, telegram_gateway
from tests.fakes.postgres import connect
from tests.fakes.telegram.server import TelegramServer


@contextlib.asynccontextmanager
async def locked(database_url: str) -> AsyncIterator[None]:
    """Somebody else holds what every write needs."""
    url = make_url(database_url)
    if url.drivername.startswith("sqlite"):
        other = sqlite3.connect(url.database or "", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
    else:
        connection = await connect(database_url)
        async with connection.transaction():
            await connection.execute("LOCK TABLE conversations, inbound, messages IN ACCESS EXCLUSIVE MODE")
            yield
        await connection.close()


IMPATIENT = Waits(database=DatabaseWaits(busy=1))
"""A lock is given up after a second instead of ten."""


async def test_a_locked_database_is_said_and_the_same_frame_works_later(database_url: str, tmp_path: Path) -> None:
    async with running_gateway(database_url, tmp_path, FakeRasa(), waits=IMPATIENT) as gateway:
        client = await ChatClient.open(gateway.address)
        await client.say("before the lock")
        client_id = str(uuid.uuid4())
        async with locked(database_url):
            await client.send({"type": "message", "client_id": client_id, "text": "during the lock"})
            error = await client.wait(lambda frame: frame["type"] == "error", 30)
        assert (error["code"], error["client_id"]) == ("unavailable", client_id)
        assert not [frame for frame in client.frames if frame["type"] == "ack" and frame["client_id"] == client_id]
        answer = await client.say("during the lock", client_id=client_id)
        assert answer[-1]["text"] == "2: during the lock"
        await client.close()


async def test_a_message_that_is_being_answered_when_the_lock_comes_is_answered_soon_after_it(
    database_url: str, tmp_path: Path
) -> None:
    async with running_gateway(database_url, tmp_path, FakeRasa(), waits=IMPATIENT) as gateway:
        client = await ChatClient.open(gateway.address)
        gateway.rasa.pause = asyncio.Event()
        client_id = str(uuid.uuid4())
        await client.send({"type": "message", "client_id": client_id, "text": "are you with me"})
        await gateway.rasa.asked(1)
        async with locked(database_url):
            gateway.rasa.pause.set()
            await asyncio.sleep(2.5)
        await client.wait(lambda frame: frame["type"] == "turn_done" and frame["client_id"] == client_id, 8)
        assert [m["text"] for m in client.messages() if m["author"] == "bot"][1:] == ["1: are you with me"]
        await client.close()


async def test_lost_connections_are_made_again(postgres_url: str, tmp_path: Path) -> None:
    async with running_gateway(postgres_url, tmp_path, FakeRasa()) as gateway:
        client = await ChatClient.open(gateway.address)
        await client.say("before the cut")
        admin = await connect(postgres_url)
        for _ in range(5):
            await admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            client_id, said = str(uuid.uuid4()), f"after cut {uuid.uuid4().hex}"
            while (answer := await client.say(said, client_id=client_id))[-1]["type"] == "error":
                assert answer[-1]["code"] == "unavailable"
            assert answer[-1]["text"].endswith(said)
        await admin.close()
        await client.close()


async def test_too_many_connections_is_the_databases_trouble(postgres_url: str) -> None:
    admin = await connect(postgres_url)
    role = f"crowd_{uuid.uuid4().hex[:8]}"
    await admin.execute(f"CREATE ROLE {role} LOGIN CONNECTION LIMIT 0")
    database = open_database(make_url(postgres_url).set(username=role).render_as_string(hide_password=False))
    try:
        with pytest.raises(DatabaseUnavailable):
            await database.ping()
    finally:
        await database.close()
        await admin.execute(f"DROP ROLE {role}")
        await admin.close()


async def test_a_value_that_cannot_be_stored_is_not_the_databases_trouble(gateway: Gateway) -> None:
    with pytest.raises(Exception) as trouble:  # noqa: PT011
        async with gateway.caravan.database.begin() as connection:
            await ensure_contact(connection, "webchat", "lone \ud800 surrogate", "en")
    assert not isinstance(trouble.value, DatabaseUnavailable)


MISTAKES = {
    "a table that is not there": "SELECT * FROM nowhere",
    "a column that is not there": "SELECT nonsense FROM contacts",
    "no sentence": "SELEKT 1",
}


@pytest.mark.parametrize("mistake", sorted(MISTAKES))
async def test_a_wrong_statement_is_not_the_databases_trouble(gateway: Gateway, mistake: str) -> None:
    with pytest.raises(DBAPIError):
        async with gateway.caravan.database.read() as connection:
            await connection.execute(text(MISTAKES[mistake]))


async def test_a_mistake_of_ours_is_logged_where_it_is_and_called_no_outage(database_url: str, tmp_path: Path) -> None:
    """As after an update whose tables do not fit: nobody is sent to look for a database that is away."""
    async with TelegramServer() as telegram, telegram_gateway(database_url, tmp_path, telegram) as gateway:
        client = await ChatClient.open(gateway.address)
        await client.say("before the mistake")
        async with gateway.caravan.database.begin() as connection:
            await connection.execute(text("ALTER TABLE inbound RENAME COLUMN payload TO mislaid"))
        with capture_logs() as lines:
            await client.send({"type": "message", "client_id": "b", "text": "and after it"})
            await telegram.person(7001).sends("and after it")
            await until(lambda: "telegram message not stored, trying again" in [line["event"] for line in lines])
            await asyncio.wait_for(client.socket.wait_closed(), 20)
        told = {line["event"]: line.get("exc_info") for line in lines if line["log_level"] == "error"}
        assert told["chat connection failed"]
        assert told["telegram message not stored, trying again"]
        assert not [line for line in lines if "away" in line["event"]]
        await client.close()
