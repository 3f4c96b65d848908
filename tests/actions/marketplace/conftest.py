"""Gives the tests a seeded marketplace on each kind of database. It is filled once and copied for tests that change it."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from actions.marketplace import Marketplace
from tests.fakes.actions.marketplace import clock
from tests.fakes.postgres import PostgresServer


@pytest.fixture
def shared(seeded: tuple[str, Path]) -> tuple[str, Path]:
    """Returns the URL of the seeded database that all tests share, and the folder of its index. Tests only read them."""
    return seeded


@pytest.fixture
def filled(seeded: tuple[str, Path], request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Returns a copy of the shared database and index that the test may change."""
    template, index = seeded
    shutil.copytree(index, tmp_path / "index")
    if template.startswith("sqlite"):
        shutil.copy(template.removeprefix("sqlite:///"), tmp_path / "market.db")
        yield f"sqlite+aiosqlite:///{tmp_path}/market.db", tmp_path / "index"
        return
    postgres: PostgresServer = request.getfixturevalue("postgres")
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
