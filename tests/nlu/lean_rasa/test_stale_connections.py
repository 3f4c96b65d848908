"""Connections to the action server that have died while this process was held up cost no turn."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from nlu.lean_rasa.current import CurrentTurn, TurnFailed, current_turn
from nlu.lean_rasa.runtime import ActionServers


class ForgetfulServer:
    """Answers the first request of each connection, when `waiting` have come, and drops the connection at the second."""

    def __init__(self, waiting: int) -> None:
        self.asked = 0
        self._waiting = waiting
        self._all = asyncio.Event()

    async def start(self) -> str:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"http://{host}:{port}/webhook"

    async def stop(self) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._read(reader)
        self.asked += 1
        if self.asked >= self._waiting:
            self._all.set()
        await self._all.wait()
        body = b'{"events": [], "responses": []}'
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        with contextlib.suppress(asyncio.IncompleteReadError):
            await self._read(reader)
        writer.close()

    @staticmethod
    async def _read(reader: asyncio.StreamReader) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
        )
        await reader.readexactly(length)


async def _ask(servers: ActionServers) -> Any:
    current_turn.set(CurrentTurn(DialogueStateTracker.from_dict("stale", [], [])))
    return await servers.request(json={"next_action": "action_x"})


def test_a_call_is_answered_although_every_kept_connection_is_dead() -> None:
    async def scenario() -> None:
        server = ForgetfulServer(waiting=4)
        servers = ActionServers(EndpointConfig(await server.start()))
        try:
            await asyncio.gather(*(_ask(servers) for _ in range(4)))
            assert await _ask(servers) == {"events": [], "responses": []}
            assert server.asked == 5
        finally:
            await servers.close()
            await server.stop()

    asyncio.run(scenario())


def test_a_server_that_is_not_there_is_not_asked_twice() -> None:
    async def scenario() -> None:
        servers = ActionServers(EndpointConfig("http://127.0.0.1:1/webhook"))
        try:
            with pytest.raises(TurnFailed):
                await _ask(servers)
        finally:
            await servers.close()

    asyncio.run(scenario())
