"""The action server over a seeded marketplace on each kind of database, once a session."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from actions import world
from actions.serving.server import create_app
from actions.settings import Settings
from tests.fakes.actions.chat import NOW, SECRET, TOKEN
from tests.fakes.postgres import PostgresServer


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def marketplace_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('market') / 'market.db'}"
        return
    postgres: PostgresServer = request.getfixturevalue("postgres")
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server(marketplace_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    settings = Settings(
        _env_file=None,
        actions_token=TOKEN,
        action_context_secret=SECRET,
        marketplace_database_url=marketplace_url,
        search_index_path=Path(tmp_path_factory.mktemp("index")),
        demo=True,
        demo_now=NOW,
    )
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://actions") as client:
            yield client
    assert world._world is None
