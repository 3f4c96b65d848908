"""Emulates Telegram's Bot API over HTTP, with Telegram's own limits and its ways of failing.

    async with TelegramServer() as telegram:
        buyer = telegram.person(7001, language_code="zh")
        await buyer.sends("/start")                      # the bot polls telegram.base_url, or gets a webhook call
        greeting = await buyer.receives("欢迎")
        await buyer.presses(greeting.labels[0])
        telegram.fail_next(code=429, retry_after=2, method="sendMessage")

The emulator also runs by itself: `python -m tests.fakes.telegram.server --port 8081`; `control.py` shows how to use it
with curl. All data of the emulator are in memory. The emulator runs in the event loop in which it was started, and its
methods must be called there.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import re
import socket
import time
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Self

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.datastructures import UploadFile

from tests.fakes.telegram.chats import Chat, Chats, Json
from tests.fakes.telegram.errors import ApiError
from tests.fakes.telegram.files import Files
from tests.fakes.telegram.limits import Limits, RateLimiter
from tests.fakes.telegram.methods import Methods
from tests.fakes.telegram.person import Group, Person
from tests.fakes.telegram.updates import Signal, UpdateQueue
from tests.fakes.web import web_server

TOKEN = "424242:EMULATOR-token_for-tests"
STRUCTURED = {
    "reply_markup",
    "allowed_updates",
    "commands",
    "scope",
    "entities",
    "caption_entities",
    "link_preview_options",
    "menu_button",
    "media",
    "reply_parameters",
}


@dataclass(frozen=True)
class Call:
    """Holds one request of the bot. `code` is the HTTP status of the answer, and `at` the time (`time.monotonic`)."""

    method: str
    params: Json
    at: float
    code: int


@dataclass
class Fault:
    code: int | None
    """The HTTP status of the answer. If the status is None, the request is carried out but never answered."""
    method: str | None
    retry_after: int | None = None
    accepted: bool = False
    """Whether the request is carried out before it fails, so that the bot cannot know that it was."""


class TelegramServer:
    def __init__(self, token: str = TOKEN, username: str = "caravan_test_bot", limits: Limits | None = None) -> None:
        self.token = token
        self.bot: Json = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": "Caravan",
            "username": username,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
        }
        self.changed, self.closing = Signal(), asyncio.Event()
        self.updates = UpdateQueue(self.changed)
        self.chats, self.files, self.rates = Chats(self.bot), Files(), RateLimiter(limits or Limits())
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.menu_button: Json = {"type": "default"}
        self.open_queries: set[str] = set()
        self.answered_queries: dict[str, str] = {}
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        """The faults with which the next requests will fail."""
        self._people: dict[int, Person] = {}
        self._methods = Methods(self)
        self._base_url = ""
        self._running = contextlib.AsyncExitStack()

    @property
    def base_url(self) -> str:
        """Returns the address of the emulator, which the tested bot uses as that of Telegram's Bot API."""
        return self._base_url

    def person(self, person_id: int, language_code: str | None = "en", first_name: str = "Anna") -> Person:
        """Returns the person with this id; the first call creates the person. The bot cannot write to a person who has
        not written to the bot."""
        if person_id not in self._people:
            language = {"language_code": language_code} if language_code else {}
            profile = {"id": person_id, "first_name": first_name, **language}
            self._people[person_id] = Person(self, self.chats.add(Chat(profile, person_id)))
        return self._people[person_id]

    def group(self, title: str, kind: str = "supergroup") -> Group:
        """Returns the group with this title; the first call creates the group, without the bot.

        `kind` is `supergroup`, `group` or `channel`.
        """
        chat_id = -1_000_000_000_000 - zlib.crc32(title.encode())
        return Group(self, self.chats.add(Chat({"title": title}, chat_id, type=kind)))

    def forum(self, title: str) -> Group:
        """Returns a supergroup with topics, of which the bot is an admin who may manage topics."""
        group = self.group(title)
        group.chat.known = group.chat.is_forum = group.chat.bot_manages_topics = True
        return group

    def fail_next(
        self,
        code: int | None = 500,
        *,
        method: str | None = None,
        times: int = 1,
        retry_after: int | None = None,
        accepted: bool = False,
    ) -> None:
        """Makes the next `times` requests fail with the HTTP status `code`; with `method`, only requests of that
        method.

        With `accepted`, a request is carried out before it fails. If `code` is None, the request is carried out but
        never answered. `retry_after` is the seconds that the bot shall wait after a 429.
        """
        fault = Fault(code, method, retry_after, accepted or code is None)
        self.faults.extend([fault] * times)

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method.lower() == method.lower()]

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> Self:
        await self._running.enter_async_context(self._serving(host, port))
        return self

    async def stop(self) -> None:
        await self._running.aclose()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @contextlib.asynccontextmanager
    async def _serving(self, host: str, port: int) -> AsyncIterator[None]:
        self.closing.clear()
        listener = socket.create_server((host, port))
        self._base_url = f"http://{host}:{listener.getsockname()[1]}"
        delivering = asyncio.create_task(self.updates.deliver_forever(self.closing))
        async with web_server(self.app(), listener):
            try:
                yield
            finally:
                self.closing.set()
                self.changed.notify()
                delivering.cancel()
                await asyncio.gather(delivering, return_exceptions=True)

    def app(self) -> FastAPI:
        from tests.fakes.telegram.control import control_router

        app = FastAPI(title="Telegram Bot API emulator")
        app.add_api_route("/bot{token}/{method}", self._answer, methods=["GET", "POST"], include_in_schema=False)
        app.add_api_route("/file/bot{token}/{path:path}", self._file, include_in_schema=False)
        app.include_router(control_router(self))
        return app

    async def _answer(self, token: str, method: str, request: Request) -> Response:
        params = await read_params(request)
        fault = self._take_fault(method)
        try:
            if token != self.token:
                raise _unknown_token(token)
            if fault and not fault.accepted:
                raise _failure(fault)
            result = await self._methods.answer(method, params)
            if fault and fault.code is None:
                await self.closing.wait()
            elif fault:
                raise _failure(fault)
        except ApiError as error:
            self.calls.append(Call(method, params, time.monotonic(), error.code))
            return JSONResponse(error.body(), status_code=error.code)
        self.calls.append(Call(method, params, time.monotonic(), 200))
        return JSONResponse({"ok": True, "result": result})

    def _take_fault(self, method: str) -> Fault | None:
        for fault in self.faults:
            if fault.method in (None, method):
                self.faults.remove(fault)
                return fault
        return None

    async def _file(self, token: str, path: str) -> Response:
        fault = self._take_fault("file")
        if fault and fault.code is None:
            await self.closing.wait()
        elif fault:
            return Response(status_code=fault.code)
        content = self.files.content(path) if token == self.token else None
        return Response(status_code=404) if content is None else Response(content)


def _unknown_token(token: str) -> ApiError:
    well_formed = re.fullmatch(r"\d+:[\w-]+", token)
    return ApiError(401, "Unauthorized") if well_formed else ApiError(404, "Not Found")


def _failure(fault: Fault) -> ApiError:
    code = fault.code or 500
    words = {
        429: f"Too Many Requests: retry after {fault.retry_after or 1}",
        500: "Internal Server Error",
        502: "Bad Gateway",
    }
    retry_after = (fault.retry_after or 1) if code == 429 else None
    return ApiError(code, words.get(code, "Error"), retry_after)


async def read_params(request: Request) -> Json:
    """Returns the parameters of a request, in whichever form of the Bot API it has them: query, JSON, form or
    multipart. Nested parameters may be JSON text."""
    params: Json = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        params |= await request.json()
    elif request.method == "POST":
        for name, value in (await request.form()).items():
            params[name] = (value.filename, await value.read()) if isinstance(value, UploadFile) else str(value)
    for name, value in params.items():
        if isinstance(value, str) and name in STRUCTURED:
            params[name] = json.loads(value)
        elif isinstance(value, str) and value.startswith("attach://"):
            params[name] = params[value.removeprefix("attach://")]
    for item in params.get("media") or ():  # the items of an album refer to uploaded files by name
        if str(item.get("media", "")).startswith("attach://"):
            item["media"] = params[item["media"].removeprefix("attach://")]
    return params


async def serve_alone(host: str, port: int, token: str) -> None:
    server = TelegramServer(token)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(server.stop)
        await server.start(host, port)
        print(f"Bot API: {server.base_url}  token: {token}  control: {server.base_url}/docs", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description="An emulator of Telegram's Bot API")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=TOKEN)
    options: Any = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve_alone(options.host, options.port, options.token))


if __name__ == "__main__":
    main()
