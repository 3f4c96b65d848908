"""Gives tests an action server and a marketplace with the demo's data, once on SQLite and once on PostgreSQL.

The data are written once for all tests of a process, and copied for each file of tests.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from actions import world
from actions.serving.server import create_app
from actions.settings import Settings
from tests.fakes.actions.at_once import opened_at_once
from tests.fakes.actions.chat import SECRET, TOKEN
from tests.fakes.actions.marketplace import NOW, fill
from tests.fakes.once import once
from tests.fakes.postgres import PostgresServer, run_apart


@pytest.fixture(scope="session")
def seeded_sqlite(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Returns the URL of a SQLite database with the demo's data, and the folder of its index."""

    def make(folder: Path) -> None:
        run_apart(lambda: fill(f"sqlite:///{folder / 'market.db'}", folder / "index"))

    folder = tmp_path_factory.mktemp("seeded") / "sqlite"
    shutil.copytree(once(tmp_path_factory, "seeded", make), folder)
    return f"sqlite:///{folder / 'market.db'}", folder / "index"


@pytest.fixture(scope="session")
def seeded_postgresql(
    postgres: PostgresServer, seeded_sqlite: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """Yields the URL of a PostgreSQL database with the demo's data, and the folder of its index. What the names of goods
    mean, which takes longest to compute, comes from the index beside the SQLite database."""
    index = tmp_path_factory.mktemp("seeded") / "index"
    shutil.copytree(seeded_sqlite[1], index)
    url = postgres.create()
    run_apart(lambda: fill(url, index))
    yield url, index
    postgres.drop(url)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def seeded(request: pytest.FixtureRequest) -> tuple[str, Path]:
    """Returns the database URL and the index folder of a marketplace with the demo's data. The marketplace is only there
    to be copied or read. pytest calls this again for each file, so it only chooses."""
    found: tuple[str, Path] = request.getfixturevalue(f"seeded_{request.param}")
    return found


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
    async with AsyncExitStack() as stack:
        with opened_at_once():
            await stack.enter_async_context(app.router.lifespan_context(app))
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://actions") as client:
            yield client
    assert world._world is None
