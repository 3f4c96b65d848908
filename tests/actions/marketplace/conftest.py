"""Gives the tests a seeded marketplace on each kind of database. It is filled once and copied for tests that change it."""

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
    """Returns a folder with a seeded `market.db` and its `index`."""
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
    """Returns the URL of the seeded database that all tests share, and the folder of its index. Tests only read them."""
    if request.param == "sqlite":
        folder: Path = request.getfixturevalue("filled_sqlite")
        return f"sqlite+aiosqlite:///{folder}/market.db", folder / "index"
    found: tuple[str, Path] = request.getfixturevalue("filled_postgres")
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Returns a copy of the shared database and index that the test may change."""
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
    """Yields the shared marketplace, which tests only read."""
    opened = await Marketplace.open(*shared, clock)
    yield opened
    await opened.close()


@pytest.fixture
async def own_market(filled: tuple[str, Path]) -> AsyncIterator[Marketplace]:
    """Yields a marketplace of its own that the test may change."""
    opened = await Marketplace.open(*filled, clock)
    yield opened
    await opened.close()
