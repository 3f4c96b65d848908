"""Runs a stand-in for the action server, which gives prepared answers and remembers the calls that it got."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import web

Answer = dict[str, Any] | int


class ActionServerDouble:
    """Answers the call of an action with `answers[action]`: events and responses, an HTTP status, or a function that
    takes the call and returns either of these.

    The answer of an action that is not in `answers` has no events and no responses.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[dict[str, Any]], Answer]] = {}
        self.calls: list[dict[str, Any]] = []
        self.tokens: set[str | None] = set()
        self.connections: set[int] = set()
        self.url = ""

    async def start(self) -> None:
        application = web.Application()
        application.router.add_post("/webhook", self._answer)
        self._runner = web.AppRunner(application)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/webhook"

    async def stop(self) -> None:
        await self._runner.cleanup()

    def clear(self) -> None:
        self.answers.clear()
        self.calls.clear()
        self.connections.clear()

    async def _answer(self, request: web.Request) -> web.Response:
        call = await request.json()
        self.calls.append(call)
        self.tokens.add(request.headers.get("X-Caravan-Token"))
        assert request.transport is not None
        self.connections.add(request.transport.get_extra_info("peername")[1])
        told = self.answers.get(call["next_action"], {})
        answer = told(call) if callable(told) else told
        if isinstance(answer, int):
            return web.Response(status=answer)
        return web.json_response({"events": answer.get("events", []), "responses": answer.get("responses", [])})
