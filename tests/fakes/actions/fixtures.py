"""Gives tests an action server and a marketplace with the demo's data, once on SQLite and once on PostgreSQL.

The data are written once for all tests, and copied for each file of tests.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from actions import world
from actions.serving.server import create_app
from actions.settings import Settings
from tests.fakes.actions.chat import NOW, SECRET, TOKEN
from tests.fakes.actions.marketplace import fill
from tests.fakes.postgres import PostgresServer


@pytest_asyncio.fixture(scope="session", loop_scope="session", params=["sqlite", "postgresql"])
async def seeded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[str, Path]]:
    """Yields the database URL and the index folder of a marketplace with the demo's data. The marketplace is only there
    to be copied, and nobody is connected to its database."""
    folder = tmp_path_factory.mktemp("seeded")
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'market.db'}"
        await fill(url, folder / "index", NOW)
        yield url, folder / "index"
        return
    postgres: PostgresServer = request.getfixturevalue("postgres")
    url = postgres.create()
    await fill(url, folder / "index", NOW)
    yield url, folder / "index"
    postgres.drop(url)


@pytest.fixture(scope="module")
def marketplace(
    request: pytest.FixtureRequest, seeded: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """Yields the database URL and the index folder of a copy of `seeded`. The tests of one file share the copy and may
    change it; other files get other copies."""
    template, index = seeded
    folder = tmp_path_factory.mktemp("market")
    shutil.copytree(index, folder / "index")
    if template.startswith("sqlite"):
        shutil.copy(template.removeprefix("sqlite:///"), folder / "market.db")
        yield f"sqlite:///{folder / 'market.db'}", folder / "index"
        return
    postgres: PostgresServer = request.getfixturevalue("postgres")
    url = postgres.create(template)
    yield url, folder / "index"
    postgres.drop(url)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def server(marketplace: tuple[str, Path]) -> AsyncIterator[httpx.AsyncClient]:
    url, index = marketplace
    settings = Settings(
        _env_file=None,
        actions_token=TOKEN,
        action_context_secret=SECRET,
        marketplace_database_url=url,
        search_index_path=index,
        demo=True,
        demo_now=NOW,
    )
    app = create_app(settings, works_due=False)  # which would write at any moment
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://actions") as client:
            yield client
    assert world._world is None
