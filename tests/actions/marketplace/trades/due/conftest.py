"""Gives the tests a marketplace of their own with a clock that they set, on each kind of database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions.marketplace import Marketplace
from tests.fakes.actions.due import NOON, Hands


@pytest.fixture
def hands() -> Hands:
    return Hands(NOON)


@pytest.fixture
async def timed(filled: tuple[str, Path], hands: Hands) -> AsyncIterator[Marketplace]:
    """Yields a marketplace whose clocks have started: what was due in the demo's data is past."""
    opened = await Marketplace.open(*filled, hands)
    await opened.due.work()
    yield opened
    await opened.close()
