"""Asks the action servers, one after another until one answers. The gateway has no other client of
them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import httpx
from prometheus_client import Counter

from foundation.errors import CaravanError, Retry, Unreadable

SET_ASIDE = Counter(
    "caravan_set_aside_total",
    "What came from the marketplace and could not be handed on, by a fault of ours: notice, held",
    ["what"],
)

TOKEN_HEADER = "X-Caravan-Token"  # noqa: S105  the name of a header
TIMEOUT_SECONDS = 2.0


class MarketplaceUnavailable(Retry):
    """No action server answers. The same question may be answered later."""


class NotInMarketplace(CaravanError):
    """The marketplace does not have what was asked for. The person who asked for it must be
    told."""


class MarketplaceRefused(CaravanError):
    """An action server refused the request. The mistake is ours, and a retry does not help."""


class ActionServers:
    """Holds the addresses of all action servers, and the token by which they recognise the gateway."""

    def __init__(self, urls: Sequence[str], token: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._urls = tuple(urls)
        self._token = {TOKEN_HEADER: token}
        self._client = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False, transport=transport)

    async def ask(self, method: str, path: str, body: object = None) -> Any:
        """Returns the answer's JSON, or None for an answer without a body.

        Raises:
            MarketplaceUnavailable: no server answers, except with errors of its own.
            NotInMarketplace: the marketplace does not have it.
            MarketplaceRefused: any other refusal.
            Unreadable: the answer is no JSON.
        """
        for url in self._urls:
            try:
                answer = await self._client.request(method, url + path, json=body, headers=self._token)
            except httpx.HTTPError:
                continue
            if answer.status_code < 500:
                return _read(answer, path)
        raise MarketplaceUnavailable(path)

    async def look(self) -> list[dict[str, Any]]:
        """Asks every server for its health (`GET /healthz`). Returns what each healthy server
        reports about itself."""
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
    """Returns `ok` when any action server answers. While a server still builds its search index,
    this records the built share of it in `progress`."""
    answers = await servers.look()
    progress.pop("search_index", None)
    if built := [float(found["search_index"]) for found in answers if "search_index" in found]:
        progress["search_index"] = min(built)
    return "ok" if answers else "down"
