"""Gives all tests an empty database of each kind, marks the fast tests, and fails those that are not fast."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis  # noqa: F401 - its plugin would import it deep in the stack at the end, which Python 3.11 cannot parse
import pytest

from tests.selection import starts_something

if TYPE_CHECKING:
    from tests.fakes.postgres import PostgresServer

STARTING_FIXTURES = {"postgres", "model_path"}
STARTING_EVENTS = {"socket.bind", "subprocess.Popen", "os.posix_spawn"}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "fast: starts no server, database server, process, browser or trained model")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves unread what cannot be fast when only that is asked for."""
    return (
        True if _only_fast(config) and collection_path.suffix == ".py" and starts_something(collection_path) else None
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        longer = item.get_closest_marker("timeout")
        if not (longer or starts_something(item.path) or _needs_a_server(item)):
            item.add_marker("fast")


def pytest_sessionstart(session: pytest.Session) -> None:
    starts_workers = session.config.getoption("numprocesses", None) and not hasattr(session.config, "workerinput")
    if _only_fast(session.config) and not starts_workers:
        sys.addaudithook(_refuse_to_start)


def _only_fast(config: pytest.Config) -> bool:
    return str(config.option.markexpr) == "fast"


def _needs_a_server(item: pytest.Item) -> bool:
    values = item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
    return "postgresql" in values or not STARTING_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


def _refuse_to_start(event: str, _: tuple[object, ...]) -> None:
    """Fails the fast test that starts something after all: tests/selection.py, which found nothing in it, has to learn of that."""
    if event in STARTING_EVENTS:
        raise AssertionError(f"a fast test started something ({event})")


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    """Undoes what a command that runs in this process does to it: ours close their files to others."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(scope="session")
def postgres() -> "Iterator[PostgresServer]":
    from tests.fakes.postgres import postgres_server

    with postgres_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: "PostgresServer") -> Iterator[str]:
    """Returns the URL of an empty PostgreSQL database."""
    url = postgres.borrow()
    yield url
    postgres.give_back(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Returns the URL of an empty database. The test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def database_url(empty_url: str) -> str:
    """The database that tests ask for, which folders that start gateways replace by a migrated one."""
    return empty_url
