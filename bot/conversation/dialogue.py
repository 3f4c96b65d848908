"""Asks Rasa for the answer to a message. One request to Rasa about one message is called a turn.
The answer depends only on the message and on the state of the dialogue, both of which the request
contains (docs/architecture.md, "A turn").

There may be any number of Rasa processes. Each turn goes to the least loaded process that is up.
The processes keep no state between turns, so if one dies, its turn is sent to another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import aiohttp
import structlog
from prometheus_client import Gauge

from bot.conversation.figures import measure_part, note_server_timing
from bot.messages.turn import TurnAnswer, TurnRequest, read_answer
from foundation.errors import CaravanError, Retry, Unreadable
from foundation.json_text import read_json, write_json_bytes

RASA_UP = Gauge("caravan_rasa_up", "Rasa instances: 1 when it answered last", ["instance"])
RASA_WORKING = Gauge("caravan_rasa_turns_working", "Turns that this gateway waits for, by Rasa instance", ["instance"])

log = structlog.get_logger()

TIMEOUT = aiohttp.ClientTimeout(total=20.0, connect=2.0)
ALIVE_TIMEOUT = aiohttp.ClientTimeout(total=2.0)
IS_JSON = {"Content-Type": "application/json"}


class DialogueUnavailable(Retry):
    """Rasa or the action server gave no answer. `part` names the one that failed (`rasa` or
    `actions`); `in_work` says whether it had begun to work on the message."""

    def __init__(self, part: str, *, in_work: bool = False) -> None:
        super().__init__(part)
        self.part = part
        self.in_work = in_work


class TurnFailed(CaravanError):
    """Rasa runs but cannot answer this message. Another attempt rarely helps, so the message is
    tried only a few times."""


class Rasa:
    """Represents one Rasa process: the number of turns that it is answering, and whether it
    answered the last request."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.working = 0
        self.up = True
        self._headers = {"Authorization": f"Bearer {token}"}
        self._client: aiohttp.ClientSession | None = None

    def _open_session(self) -> aiohttp.ClientSession:
        if self._client is None:  # created here, because an aiohttp session needs a running event loop
            # Rasa's server (Sanic) closes connections that are idle for five seconds. This client
            # drops idle connections earlier, so that it never uses one that is being closed.
            connections = aiohttp.TCPConnector(limit=128, keepalive_timeout=3.0)
            self._client = aiohttp.ClientSession(
                self.url, connector=connections, headers=self._headers, timeout=TIMEOUT
            )
        return self._client

    async def turn(self, request: TurnRequest) -> TurnAnswer:
        self.working += 1
        try:
            async with self._open_session().post(
                "/webhooks/caravan/turn", data=write_json_bytes(request.as_json()), headers=IS_JSON
            ) as response:
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

    async def answer_canary(self, canary: TurnRequest) -> None:
        """Sends the process a harmless message, the canary, to find out whether it answers at all.

        Raises:
            DialogueUnavailable: the process does not answer the canary.
        """
        try:
            await self.turn(canary)
        except DialogueUnavailable as error:
            raise DialogueUnavailable(error.part) from error.__cause__
        except TurnFailed as error:
            raise DialogueUnavailable("rasa") from error

    async def is_alive(self) -> bool:
        try:
            async with self._open_session().get("/", timeout=ALIVE_TIMEOUT) as response:
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
    """Sends turns to the HTTP endpoint of one or several Rasa processes."""

    def __init__(self, urls: Sequence[str], token: str) -> None:
        self.instances = [Rasa(url, token) for url in urls]

    @measure_part("dialogue")
    async def turn(self, request: TurnRequest, *, canary: TurnRequest | None = None) -> TurnAnswer:
        """Returns Rasa's answer to a request. Asks the least loaded process, and another one if
        that process cannot be reached.

        A message may itself make processes crash or hang. Therefore a message is not tried again
        after two processes have stopped, or one has timed out, while answering it. A message that
        was being answered at an earlier outage is a suspect, and the caller adds a `canary`, a
        harmless message. A process gets the suspect only after it has answered the canary. If the
        process stops after that, the suspect is the cause, and is not sent to another process.

        Raises:
            DialogueUnavailable: no process answered; the caller should try again later.
            TurnFailed: Rasa cannot answer this message.
        """
        untried, in_work = list(self.instances), 0
        while True:
            rasa = min(untried, key=lambda one: (not one.up, one.working))
            untried.remove(rasa)
            try:
                if canary is not None:
                    await rasa.answer_canary(canary)
                return await rasa.turn(request)
            except DialogueUnavailable as error:
                in_work += error.in_work
                # Processes that are marked as down are not tried here, because a contact waits for
                # the answer. `is_alive` finds out when processes have come back.
                if (
                    error.part != "rasa"
                    or in_work >= (1 if canary or isinstance(error.__cause__, TimeoutError) else 2)
                    or not any(one.up for one in untried)
                ):
                    raise DialogueUnavailable(error.part, in_work=in_work > 0) from error

    async def is_alive(self) -> bool:
        """Returns whether any Rasa process answers. Asks all processes, which also finds those that
        have come back."""
        return any(await asyncio.gather(*(rasa.is_alive() for rasa in self.instances)))

    def show_figures(self) -> None:
        """Updates the Prometheus metrics about the Rasa processes."""
        for gauge in (RASA_UP, RASA_WORKING):
            gauge.clear()
        for rasa in self.instances:
            RASA_UP.labels(rasa.url).set(rasa.up)
            RASA_WORKING.labels(rasa.url).set(rasa.working)

    async def close(self) -> None:
        for rasa in self.instances:
            await rasa.close()


def _read(status: int, body: bytes) -> TurnAnswer:
    error = _read_error(body) if status == 503 else None
    if error == "actions_unavailable":
        raise DialogueUnavailable("actions", in_work=True)
    if status in (422, 500) or error == "turn_failed":
        raise TurnFailed(f"rasa answered {status}")
    if status != 200:  # Sanic answers 503 while it starts or stops
        raise DialogueUnavailable("rasa")
    try:
        return read_answer(body)
    except Unreadable as error:
        raise TurnFailed("rasa answered something else") from error


def _read_error(body: bytes) -> str | None:
    try:
        return str(read_json(body).get("error"))
    except (ValueError, AttributeError):
        return None
