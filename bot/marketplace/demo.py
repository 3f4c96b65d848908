"""Has the action servers restore the marketplace of a demo."""

from __future__ import annotations

from bot.marketplace.client import ActionServers, MarketplaceUnavailable, NotInMarketplace

RESET_SECONDS = 60.0
"""How long the marketplace may take to be filled anew."""


async def reset_demo(servers: ActionServers) -> bool:
    """Restores the demo's orders and requests to those of the first start. Returns False if no action
    server of a demo answers."""
    try:
        await servers.ask("POST", "/demo/reset", seconds=RESET_SECONDS)
    except (MarketplaceUnavailable, NotInMarketplace):
        return False
    return True
