"""Sends the gateway's HTTP requests to the action servers, to one after another until one answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import httpx
from prometheus_client import Counter

from foundation.errors import CaravanError, Retry, Unreadable
from foundation.signatures import TOKEN_HEADER

SET_ASIDE = Counter(
    "caravan_set_aside_total",
    "What came from the marketplace and could not be handed on, by a fault of ours: notice, staff call, held, file",
    ["what"],
)

TIMEOUT_SECONDS = 2.0


class MarketplaceUnavailable(Retry):
    """No action server answers. The same request may succeed later."""


class NotInMarketplace(CaravanError):
    """The marketplace does not have what was asked for (404). The person who asked for it must be
    told."""


class MarketplaceRefused(CaravanError):
    """An action server refused the request because of a mistake in the gateway. A retry does not
    help."""


class ActionServers:
    """Sends requests to the action servers at these URLs. By `token` the servers recognise the
    gateway."""

    def __init__(self, urls: Sequence[str], token: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._urls = tuple(urls)
        self._token = {TOKEN_HEADER: token}
        self._client = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False, transport=transport)

    async def ask(self, method: str, path: str, body: object = None, *, seconds: float = TIMEOUT_SECONDS) -> Any:
        """Sends a request and returns the JSON of the answer, or None if the answer has no body. Each server may take
        `seconds` to answer.

        Raises:
            MarketplaceUnavailable: no server answers with a status below 500.
            NotInMarketplace: the answer is 404.
            MarketplaceRefused: the answer is another error.
            Unreadable: the answer is not JSON.
        """
        for url in self._urls:
            try:
                answer = await self._client.request(method, url + path, json=body, headers=self._token, timeout=seconds)
            except httpx.HTTPError:
                continue
            if answer.status_code < 500:
                return _read(answer, path)
        raise MarketplaceUnavailable(path)

    async def look(self) -> list[dict[str, Any]]:
        """Asks every action server for its health (`GET /healthz`). Returns the JSON object of each
        healthy server."""
        answers = await asyncio.gather(*map(self._look_at, self._urls))
        return [answer for answer in answers if answer is not None]

    async def _look_at(self, url: str) -> dict[str, Any] | None:
        try:
            answer = await self._client.get(f"{url}/healthz")
            return dict(answer.json()) if answer.status_code == 200 else None
        except (httpx.HTTPError, ValueError):
            return None

    async def close(self) -> None:
        await self._client.aclose()


def _read(answer: httpx.Response, path: str) -> Any:
    if answer.status_code == 404:
        raise NotInMarketplace(path)
    if not answer.is_success:
        raise MarketplaceRefused(f"{path}: status {answer.status_code}")
    try:
        return answer.json() if answer.content else None
    except ValueError as error:
        raise Unreadable(path) from error


async def check_actions(servers: ActionServers, progress: dict[str, float]) -> str:
    """Returns `ok` when any action server answers. While a server is still building its search
    index, stores the finished share (0 to 1) in `progress["search_index"]`."""
    answers = await servers.look()
    progress.pop("search_index", None)
    if built := [float(found["search_index"]) for found in answers if "search_index" in found]:
        progress["search_index"] = min(built)
    return "ok" if answers else "down"
