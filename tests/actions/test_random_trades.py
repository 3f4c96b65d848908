"""Whatever people, the marketplace and the clock do, in whatever order: no state that the tables do not allow, nothing sold,
paid, shipped or told twice, all totals add up, and nobody reads what is not theirs."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from actions import world
from actions.marketplace import Marketplace
from actions.serving.server import create_app
from actions.settings import Settings
from tests.fakes.actions.chat import SECRET, TOKEN
from tests.fakes.actions.due import NOON, Hands
from tests.fakes.actions.random_trades.walking import Walk
from tests.fakes.storms import choose_size

SEED = int(os.environ.get("TRADES_SEED") or 12)
"""Says which walk is gone. Another seed goes another way."""
STEPS = {True: choose_size(300, 10_000), False: choose_size(100, 2_000)}
"""How many steps a walk has on SQLite, and on PostgreSQL. `WHOLE_STORMS=1` goes further, in some minutes, and
`TRADES_STEPS=500` as far as it says."""
TIMEOUT = choose_size(600, 3600)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def walk(marketplace: tuple[str, Path]) -> AsyncIterator[Walk]:
    """Yields a walk through a marketplace of its own, with a clock that it sets itself."""
    url, index = marketplace
    hands = Hands(NOON)
    settings = Settings(_env_file=None, actions_token=TOKEN, action_context_secret=SECRET, marketplace_database_url=url)
    market = await Marketplace.open(url, index, hands)
    world._world = world.World(settings, market, hands)
    app = create_app(settings, works_due=False)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://actions") as server:
            yield Walk(market, hands, server, SEED)


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.timeout(TIMEOUT)
async def test_whatever_people_do_all_adds_up(walk: Walk) -> None:
    steps = int(os.environ.get("TRADES_STEPS") or STEPS[walk.market.database.is_sqlite])
    print(f"seed {walk.seed}, {steps} steps")
    await walk.go(steps)
    print(sorted({**walk.counted, **walk.watch.counted}.items()))
