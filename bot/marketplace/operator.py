"""Sends the operator's documents to the action servers. The marketplace answers questions from these documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.marketplace.client import TIMEOUT_SECONDS, ActionServers, MarketplaceUnavailable, NotInMarketplace

PATIENCE = 5.0
"""How many seconds an action server may take to store the documents."""


class ActionServerDocuments:
    """Implements `bot.words.handover.Receiver` with the action servers.

    The methods raise MarketplaceUnavailable if no action server answers, or if those that answer are of an earlier
    version, which takes no documents.
    """

    def __init__(self, servers: ActionServers) -> None:
        self._servers = servers

    async def find_version(self) -> str | None:
        """Returns the version of the documents that the marketplace has, or None if it has none."""
        version = (await self._ask("GET", None, TIMEOUT_SECONDS)).get("version")
        return None if version is None else str(version)

    async def store(self, documents: Mapping[str, Any]) -> None:
        """Replaces the marketplace's documents."""
        await self._ask("PUT", documents, PATIENCE)

    async def _ask(self, method: str, documents: Mapping[str, Any] | None, seconds: float) -> Any:
        try:
            return await self._servers.ask(method, "/operator", documents, seconds=seconds)
        except NotInMarketplace as error:
            raise MarketplaceUnavailable(str(error)) from error
