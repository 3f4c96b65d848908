"""Gives the tests an action server over a filled marketplace, and a chat with it that stands in for Rasa."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat
from tests.fakes.actions.fixtures import marketplace as marketplace
from tests.fakes.actions.fixtures import seeded as seeded
from tests.fakes.actions.fixtures import seeded_postgresql as seeded_postgresql
from tests.fakes.actions.fixtures import seeded_sqlite as seeded_sqlite
from tests.fakes.actions.fixtures import server as server


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Runs the tests that are marked `of_words` in all their cases on SQLite, and in their first one on PostgreSQL, too: the
    cases of one test differ in what is said, and lead to the same queries."""
    begun: set[tuple[object, str]] = set()
    again = []
    for item in items:
        if isinstance(item, pytest.Function) and item.get_closest_marker("of_words") and "postgresql" in item.name:
            test = (item.path, item.originalname)
            again += [item] if test in begun else []
            begun.add(test)
    config.hook.pytest_deselected(items=again)
    left_out = set(again)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture
def visitor(server: httpx.AsyncClient) -> Chat:
    return Chat(server)


@pytest.fixture
def nordmarkt(server: httpx.AsyncClient) -> Chat:
    return Chat(server, "nordmarkt")


@pytest.fixture
def lagos(server: httpx.AsyncClient) -> Chat:
    return Chat(server, "lagos-home")


@pytest.fixture
def chengdu(server: httpx.AsyncClient) -> Chat:
    return Chat(server, "chengdu-silk")


@pytest.fixture
def tomato(server: httpx.AsyncClient) -> Chat:
    return Chat(server, "xinjiang-tomato")
