"""A seeded marketplace on each kind of database: filled once a session, copied for every test."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from actions.marketplace import Marketplace
from tests.fakes.actions.marketplace import clock, fill
from tests.fakes.postgres import PostgresServer


@pytest.fixture(scope="session")
def filled_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a seeded `market.db` and its `index`."""
    folder = tmp_path_factory.mktemp("filled-sqlite")
    asyncio.run(fill(f"sqlite+aiosqlite:///{folder}/market.db", folder / "index"))
    return folder


@pytest.fixture(scope="session")
def filled_postgres(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("filled-postgresql")
    url = postgres.create()
    asyncio.run(fill(url, folder / "index"))
    yield url, folder / "index"
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest) -> tuple[str, Path]:
    """The URL of the session's seeded database, and the folder of its index: to read, not to change."""
    if request.param == "sqlite":
        folder: Path = request.getfixturevalue("filled_sqlite")
        return f"sqlite+aiosqlite:///{folder}/market.db", folder / "index"
    found: tuple[str, Path] = request.getfixturevalue("filled_postgres")
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A copy of it for this test to change."""
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("filled_sqlite"), tmp_path / "market")
        yield f"sqlite+aiosqlite:///{tmp_path}/market/market.db", tmp_path / "market" / "index"
        return
    postgres: PostgresServer = request.getfixturevalue("postgres")
    template, index = request.getfixturevalue("filled_postgres")
    shutil.copytree(index, tmp_path / "index")
    url = postgres.create(template)
    yield url, tmp_path / "index"
    postgres.drop(url)


@pytest.fixture
async def market(shared: tuple[str, Path]) -> AsyncIterator[Marketplace]:
    """To read only."""
    opened = await Marketplace.open(*shared, clock)
    yield opened
    await opened.close()


@pytest.fixture
async def own_market(filled: tuple[str, Path]) -> AsyncIterator[Marketplace]:
    """To change at will."""
    opened = await Marketplace.open(*filled, clock)
    yield opened
    await opened.close()
