"""Opens the marketplace and the clock, which all actions use, once in a process and only when they
are first needed.

Importing this package opens nothing.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass

from actions.marketplace import Marketplace, demo
from actions.marketplace.base.database.engine import open_database
from actions.marketplace.schema.migrations import migrate
from actions.settings import Settings
from foundation.clock import Clock, build_clock

SEARCH_PATIENCE = 10.0
"""Seconds that the start waits for the search index. A large catalogue takes longer: its index is
then built in the background while the server already answers."""


@dataclass(frozen=True)
class World:
    """Holds everything outside of the conversation that an action may reach."""

    settings: Settings
    market: Marketplace
    clock: Clock


_world: World | None = None
_opening = asyncio.Lock()


async def open_world(settings: Settings | None = None) -> World:
    """Returns the world of this process and builds it at the first call.

    Building it migrates the marketplace's database and, in a demo, fills an empty one.
    """
    global _world
    async with _opening:
        if _world is None:
            _world = await _build(settings or Settings())
        return _world


async def close_world() -> None:
    """Closes the marketplace, if it is open; the next `open_world` opens it again."""
    global _world
    if _world is not None:
        await _world.market.close()
        _world = None


async def _build(settings: Settings) -> World:
    clock = build_clock(settings.demo_now)
    if settings.demo:
        await _seed(settings.marketplace_database_url, clock())
    market = await Marketplace.open(
        settings.marketplace_database_url, settings.search_index_path, clock, SEARCH_PATIENCE
    )
    return World(settings, market, clock)


async def _seed(database_url: str, now: dt.datetime) -> None:
    """Fills an empty marketplace with the demo's data, before the search index is built from it."""
    await migrate(database_url)
    database = open_database(database_url)
    try:
        await demo.seed(database, now)
    finally:
        await database.close()
