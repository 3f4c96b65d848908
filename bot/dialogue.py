"""One turn with Rasa: a pure function of the carried state and the message (docs/architecture.md, "A turn")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from bot.errors import CaravanError, DialogueUnavailable

SECONDS = 20.0


class TurnFailed(CaravanError):
    """Rasa runs but cannot work this message; repeating it helps only a few times."""


@dataclass(frozen=True)
class Turn:
    state: dict[str, Any]
    replies: list[dict[str, Any]]
    effects: list[dict[str, Any]]
    understood: dict[str, Any] | None


class Dialogue:
    """The gateway's client of Rasa's `caravan` channel."""

    def __init__(self, url: str, token: str) -> None:
        self._client = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(SECONDS, connect=2.0),
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=16),
            trust_env=False,
        )

    async def turn(self, request: dict[str, Any]) -> Turn:
        """Raises `DialogueUnavailable` (try later) or `TurnFailed` (this message is the trouble)."""
        try:
            response = await self._client.post("/webhooks/caravan/turn", json=request)
        except httpx.HTTPError as error:
            raise DialogueUnavailable("rasa") from error
        if response.status_code == 503 and _error(response) == "actions_unavailable":
            raise DialogueUnavailable("actions")
        if response.status_code in (422, 500, 503):
            raise TurnFailed(f"rasa answered {response.status_code}")
        if response.status_code != 200:
            raise DialogueUnavailable("rasa")
        try:
            body = response.json()
            return Turn(body["state"], body["replies"], body.get("effects") or [], body.get("understood"))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise TurnFailed("rasa answered something else") from error

    async def alive(self) -> bool:
        try:
            return (await self._client.get("/", timeout=2.0)).status_code == 200
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        await self._client.aclose()


def _error(response: httpx.Response) -> str | None:
    try:
        return str(response.json().get("error"))
    except ValueError:
        return None
