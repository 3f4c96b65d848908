"""One turn with Rasa: a pure function of the carried state and the message (docs/architecture.md, "A turn").

Any number of Rasa processes serve: each turn goes to the least loaded one that is up. Nothing is kept between turns, so a turn whose
process died is asked again of another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import structlog

from bot.errors import CaravanError, DialogueUnavailable
from bot.metrics import note_server_timing, turn_part

log = structlog.get_logger()

SECONDS = 20.0


class TurnFailed(CaravanError):
    """Rasa runs but cannot work this message; repeating it helps only a few times."""


@dataclass(frozen=True)
class Turn:
    state: dict[str, Any]
    replies: list[dict[str, Any]]
    effects: list[dict[str, Any]]
    understood: dict[str, Any] | None


class Rasa:
    """One Rasa process: how many turns it works now, and whether it answered when it was last asked."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.working = 0
        self.up = True
        self.client = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(SECONDS, connect=2.0),
            # Sanic closes what is idle for five seconds: never use a connection that it may be closing.
            limits=httpx.Limits(max_connections=128, max_keepalive_connections=16, keepalive_expiry=3.0),
            trust_env=False,
        )

    async def turn(self, request: dict[str, Any]) -> Turn:
        self.working += 1
        try:
            response = await self.client.post("/webhooks/caravan/turn", json=request)
            answer = _turn(response)
        except httpx.HTTPError as error:
            self.note(up=False)
            raise DialogueUnavailable("rasa") from error
        finally:
            self.working -= 1
        self.note(up=True)
        note_server_timing(response.headers.get("server-timing", ""))
        return answer

    async def alive(self) -> bool:
        try:
            self.note(up=(await self.client.get("/", timeout=2.0)).status_code == 200)
        except httpx.HTTPError:
            self.note(up=False)
        return self.up

    def note(self, *, up: bool) -> None:
        if up != self.up:
            log.info("rasa", url=self.url, up=up)
        self.up = up


class Dialogue:
    """The gateway's client of Rasa's `caravan` channel, on one or several processes."""

    def __init__(self, urls: Sequence[str], token: str) -> None:
        self.instances = [Rasa(url, token) for url in urls]

    @turn_part("dialogue")
    async def turn(self, request: dict[str, Any]) -> Turn:
        """Raises `DialogueUnavailable` (try later) or `TurnFailed` (this message is the trouble)."""
        untried = list(self.instances)
        while True:
            rasa = min(untried, key=lambda one: (not one.up, one.working))
            untried.remove(rasa)
            try:
                return await rasa.turn(request)
            except DialogueUnavailable as error:
                # One that is down may be back, but to find out is what `alive` is for: the contact waits.
                if error.part != "rasa" or not any(one.up for one in untried):
                    raise

    async def alive(self) -> bool:
        """Whether any process answers; asked every other second, it also finds those that are back."""
        return any(await asyncio.gather(*(rasa.alive() for rasa in self.instances)))

    async def close(self) -> None:
        for rasa in self.instances:
            await rasa.client.aclose()


def _turn(response: httpx.Response) -> Turn:
    error = _error(response) if response.status_code == 503 else None
    if error == "actions_unavailable":
        raise DialogueUnavailable("actions")
    if response.status_code in (422, 500) or error == "turn_failed":
        raise TurnFailed(f"rasa answered {response.status_code}")
    if response.status_code != 200:  # 503 of its own server: it is starting or stopping
        raise DialogueUnavailable("rasa")
    try:
        body = response.json()
        return Turn(body["state"], body["replies"], body.get("effects") or [], body.get("understood"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TurnFailed("rasa answered something else") from error


def _error(response: httpx.Response) -> str | None:
    try:
        return str(response.json().get("error"))
    except (ValueError, AttributeError):
        return None
