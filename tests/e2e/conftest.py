"""Gives all end-to-end tests one running Caravan on each kind of database, and a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Error, async_playwright

from tests.fakes.postgres import PostgresServer
from tests.fakes.whole.browser import ARGUMENTS, find
from tests.fakes.whole.stack import IN_HOURS, OPERATOR, Stack, running_on_postgresql, running_stack

HERE = "tests/e2e/"

SETTINGS = {"EVENTS_SECRET": f"shop:{OPERATOR}", "NOTICE_GATHER_SECONDS": "0"}
"""Every notice comes by itself, so that a test waits for none."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lets all these tests share one event loop, in which the emulator and the browser run."""
    for item in items:
        if item.nodeid.startswith(HERE) and item.get_closest_marker("asyncio"):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    """Lets the dialogues be measured on a Caravan of which nobody has asked anything yet, the desk be walked before others wait
    there, and come last what lets days pass and what kills a Caravan at the end."""
    if not item.nodeid.startswith(HERE):
        return 0
    return {"test_dialogues": -1, "test_desk_walk": -1, "test_over_days": 1, "test_outages": 2}.get(item.path.stem, 0)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """Ends with the last of these tests, because a Caravan that does nothing takes a twentieth of a processor."""
    settings = {"DEMO_NOW": IN_HOURS, **SETTINGS}
    async with running_stack(tmp_path_factory.mktemp("caravan"), **settings) as stack:
        yield stack


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def stack_on_postgresql(
    postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stack]:
    """The last test of `test_outages.py` ends it, so that file comes last."""
    folder = tmp_path_factory.mktemp("on-postgresql")
    async with running_on_postgresql(postgres, folder, **SETTINGS) as stack:
        yield stack


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def stack_of_each(request: pytest.FixtureRequest) -> Stack:
    """The tests of the module run on SQLite, and again on PostgreSQL."""
    found: Stack = request.getfixturevalue("stack" if request.param == "sqlite" else "stack_on_postgresql")
    return found


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        path = find(playwright)
        if path is None:
            pytest.skip("no browser: none on the PATH, and neither apt nor Playwright could install one")
        try:
            found = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        except Error as error:
            pytest.skip(f"no browser: {path} does not start: {error.message.splitlines()[0]}")
        yield found
        await found.close()
