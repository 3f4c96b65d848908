"""No room left, or a line cut in silence: no acknowledgement, a clear 503, and everything works again by itself."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
from sqlalchemy.engine import make_url

from bot.database.engine import DatabaseWaits
from bot.serving.waits import Waits
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.processes import gateway_process
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.rasa_double import build_app
from tests.fakes.gateway.running import free_port, running_gateway, serving
from tests.fakes.postgres import connect

TOKEN = "t" * 32
FULL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
END $$;
CREATE TRIGGER no_room BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION no_room();
CREATE TRIGGER no_room BEFORE INSERT ON link_codes FOR EACH ROW EXECUTE FUNCTION no_room();
"""
ROOM_AGAIN = "DROP TRIGGER no_room ON messages; DROP TRIGGER no_room ON link_codes; DROP FUNCTION no_room"


@contextlib.asynccontextmanager
async def full(database_url: str, pid: int) -> AsyncIterator[None]:
    """SQLite: the system refuses the process every byte beyond the first page. PostgreSQL: it says that the disk is full."""
    if make_url(database_url).drivername.startswith("sqlite"):
        before = resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        yield
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
    else:
        connection = await connect(database_url)
        await connection.execute(FULL)
        yield
        await connection.execute(ROOM_AGAIN)
        await connection.close()


async def test_a_full_database_is_said_and_the_same_frame_works_when_there_is_room(
    database_url: str, tmp_path: Path
) -> None:
    async with (
        serving(build_app(TOKEN), free_port()) as rasa_url,
        gateway_process(database_url, tmp_path, rasa_url, TOKEN) as (address, child),
        httpx.AsyncClient(base_url=address, trust_env=False, timeout=30) as http,
    ):
        client = await ChatClient.open(address)
        await client.say("where is ORD-200001?")
        client_id = str(uuid.uuid4())
        async with full(database_url, child.pid):
            await client.send({"type": "message", "client_id": client_id, "text": "where is ORD-200002?"})
            error = await client.wait(lambda frame: frame["type"] == "error", 30)
            assert (error["code"], error["client_id"]) == ("unavailable", client_id)
            refused = await http.post("/demo/telegram-link", json={"account": "nordmarkt"})
            assert (refused.status_code, refused.json()) == (503, {"error": "unavailable"})
            assert int(refused.headers["Retry-After"]) > 0
            assert (await http.get("/healthz")).status_code == 200
        assert not [frame for frame in client.frames if frame["type"] == "ack" and frame["client_id"] == client_id]
        assert "ORD-200002 (turn 2)" in await insisted(client, "where is ORD-200002?", client_id)
        await client.close()


async def insisted(client: ChatClient, text: str, client_id: str) -> str:
    """The answer to the same frame, sent until it is taken."""
    for _ in range(40):
        last = (await client.say(text, client_id=client_id, seconds=50))[-1]
        if last["type"] == "message":
            return str(last["text"])
        assert last["code"] == "unavailable"
        await asyncio.sleep(0.5)
    raise AssertionError("it stayed unavailable")


class SilentLine:
    """Passes bytes between the gateway and PostgreSQL; `cut` passes nothing more and tells nobody."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._open = asyncio.Event()
        self._open.set()
        self._tasks: set[asyncio.Task[None]] = set()

    def cut(self) -> None:
        self._open.clear()

    async def mend(self) -> None:
        """New connections pass; those that were cut stay dead."""
        for task in self._tasks:
            task.cancel()
        self._open.set()

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[int]:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            for task in self._tasks:
                task.cancel()
            server.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._open.wait()
        there_reader, there_writer = await asyncio.open_connection(self._host, self._port)
        for one, other in ((reader, there_writer), (there_reader, writer)):
            task = asyncio.create_task(self._pass(one, other))
            self._tasks.add(task)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                await self._open.wait()
                writer.write(data)
        writer.close()


async def test_a_line_to_postgresql_that_is_cut_in_silence_is_noticed(postgres_url: str, tmp_path: Path) -> None:
    waits = Waits(database=DatabaseWaits(busy=2, answer=2.0))
    url = make_url(postgres_url)
    line = SilentLine(url.host or "127.0.0.1", url.port or 5432)
    async with line.listening() as port:
        through = url.set(host="127.0.0.1", port=port).render_as_string(hide_password=False)
        async with running_gateway(through, tmp_path, FakeRasa(), waits=waits) as gateway:
            client = await ChatClient.open(gateway.address)
            await client.say("before the cut")
            line.cut()
            client_id = str(uuid.uuid4())
            await client.send({"type": "message", "client_id": client_id, "text": "into the silence"})
            error = await client.wait(lambda frame: frame["type"] == "error", 40)
            assert (error["code"], error["client_id"]) == ("unavailable", client_id)
            await line.mend()
            assert await insisted(client, "into the silence", client_id) == "2: into the silence"
            await client.close()
