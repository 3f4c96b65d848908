"""One turn with Rasa: a pure function of the carried state and the message (docs/architecture.md, "A turn").

Any number of Rasa processes serve: each turn goes to the least loaded one that is up. Nothing is kept between turns, so a turn whose
process died is asked again of another.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

import aiohttp
import structlog

from bot.errors import CaravanError, DialogueUnavailable, Unreadable
from bot.messages.turn import TurnAnswer, TurnRequest, read_answer
from bot.metrics import note_server_timing, turn_part

log = structlog.get_logger()

TIMEOUT = aiohttp.ClientTimeout(total=20.0, connect=2.0)
ALIVE_TIMEOUT = aiohttp.ClientTimeout(total=2.0)


class TurnFailed(CaravanError):
    """Rasa runs but cannot work this message; repeating it helps only a few times."""


class Rasa:
    """One Rasa process: how many turns it works now, and whether it answered when it was last asked."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.working = 0
        self.up = True
        self._headers = {"Authorization": f"Bearer {token}"}
        self._client: aiohttp.ClientSession | None = None

    def _session(self) -> aiohttp.ClientSession:
        if self._client is None:  # it wants a running loop
            # Sanic closes what is idle for five seconds: never use a connection that it may be closing.
            connections = aiohttp.TCPConnector(limit=128, keepalive_timeout=3.0)
            self._client = aiohttp.ClientSession(
                self.url, connector=connections, headers=self._headers, timeout=TIMEOUT
            )
        return self._client

    async def turn(self, request: TurnRequest) -> TurnAnswer:
        self.working += 1
        try:
            async with self._session().post("/webhooks/caravan/turn", json=request.as_json()) as response:
                status, timing, body = response.status, response.headers.get("server-timing", ""), await response.read()
            answer = _read(status, body)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            self.note(up=False)
            raise DialogueUnavailable("rasa") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            self.note(up=False)
            raise DialogueUnavailable("rasa", in_work=True) from error
        finally:
            self.working -= 1
        self.note(up=True)
        note_server_timing(timing)
        return answer

    async def alive(self) -> bool:
        try:
            async with self._session().get("/", timeout=ALIVE_TIMEOUT) as response:
                self.note(up=response.status == 200)
        except (aiohttp.ClientError, TimeoutError):
            self.note(up=False)
        return self.up

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()

    def note(self, *, up: bool) -> None:
        if up != self.up:
            log.info("rasa", url=self.url, up=up)
        self.up = up


class Dialogue:
    """The gateway's client of Rasa's `caravan` channel, on one or several processes."""

    def __init__(self, urls: Sequence[str], token: str) -> None:
        self.instances = [Rasa(url, token) for url in urls]

    @turn_part("dialogue")
    async def turn(self, request: TurnRequest, *, is_suspect: bool = False) -> TurnAnswer:
        """Asks the least loaded process, and another where that cannot be reached. Of those that had the message in work when they
        stopped answering there are two at most: it may be what stops them. A suspect, which was in work at an outage before, is given
        to one, and only while that one answers.

        Raises:
            DialogueUnavailable: try later.
            TurnFailed: this message is the trouble.
        """
        untried, in_work = list(self.instances), 0
        while True:
            rasa = min(untried, key=lambda one: (not one.up, one.working))
            untried.remove(rasa)
            try:
                if is_suspect and not await rasa.alive():
                    raise DialogueUnavailable("rasa")
                return await rasa.turn(request)
            except DialogueUnavailable as error:
                in_work += error.in_work
                # One that is down may be back, but to find out is what `alive` is for: the contact waits.
                if (
                    error.part != "rasa"
                    or in_work >= (1 if is_suspect or isinstance(error.__cause__, TimeoutError) else 2)
                    or not any(one.up for one in untried)
                ):
                    raise DialogueUnavailable(error.part, in_work=in_work > 0) from error

    async def alive(self) -> bool:
        """Whether any process answers; asked every other second, it also finds those that are back."""
        return any(await asyncio.gather(*(rasa.alive() for rasa in self.instances)))

    async def close(self) -> None:
        for rasa in self.instances:
            await rasa.close()


def _read(status: int, body: bytes) -> TurnAnswer:
    error = _error(body) if status == 503 else None
    if error == "actions_unavailable":
        raise DialogueUnavailable("actions", in_work=True)
    if status in (422, 500) or error == "turn_failed":
        raise TurnFailed(f"rasa answered {status}")
    if status != 200:  # 503 of its own server: it is starting or stopping
        raise DialogueUnavailable("rasa")
    try:
        return read_answer(body)
    except Unreadable as error:
        raise TurnFailed("rasa answered something else") from error


def _error(body: bytes) -> str | None:
    try:
        return str(json.loads(body).get("error"))
    except (ValueError, AttributeError):
        return None
