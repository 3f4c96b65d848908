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
