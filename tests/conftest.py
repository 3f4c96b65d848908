"""Gives all tests an empty database of each kind, marks the fast tests, and fails those that are not fast."""

import gc
import os
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import certifi
import httpx
import hypothesis  # noqa: F401 - its plugin would import it deep in the stack at the end, which Python 3.11 cannot parse
import pytest
from structlog.dev import ConsoleRenderer, plain_traceback

from tests.fakes import one_dialect
from tests.sampling import is_chosen, is_left_out
from tests.selection import starts_something

if TYPE_CHECKING:
    from tests.fakes.postgres import PostgresServer

for library in ("OPENBLAS", "OMP", "MKL"):
    # Tests run side by side. Each would else let a thread for every processor wait for the other, at full speed.
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

# Images of Python forbid it. Each process that a test starts would then compile all its libraries anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

one_dialect.share()
if find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment] # else httpx searches all folders for it at each request to an app
gc.disable()  # until everything is imported, of which nothing is ever freed
OBJECTS_BETWEEN_COLLECTIONS = 20_000
"""A test that starts a gateway makes many objects that stay as long as it. Python's own 700 would have the collector walk over
them again and again, for a sixth of the time."""
STARTING_FIXTURES = {"postgres", "model_path"}
STARTING_EVENTS = {"socket.bind", "subprocess.Popen", "os.posix_spawn"}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "fast: starts no server, database server, process, browser or trained model")
    config.addinivalue_line("markers", "of_words: cases that differ in what is said")
    config.addinivalue_line(
        "markers", "same_sql: other tests ask the same of PostgreSQL, so this one runs on SQLite alone"
    )
    # structlog's own traceback shows every variable, which takes a logged error up to two seconds of the processor.
    ConsoleRenderer.get_active().exception_formatter = plain_traceback


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves unread what cannot be fast when only that is asked for."""
    return (
        True if _only_fast(config) and collection_path.suffix == ".py" and starts_something(collection_path) else None
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    _leave_out(config, items, [item for item in items if is_left_out(item) or _asks_the_same(item)])
    _leave_out(config, items, _repeat_words(items))
    if not config.option.markexpr:  # to find out which are fast takes seconds
        return
    for item in items:
        longer = item.get_closest_marker("timeout")
        if not (longer or starts_something(item.path) or _needs_a_server(item)):
            item.add_marker("fast")


def _leave_out(config: pytest.Config, items: list[pytest.Item], some: list[pytest.Item]) -> None:
    config.hook.pytest_deselected(items=some)
    left_out = set(some)
    items[:] = [item for item in items if item not in left_out]


def _asks_the_same(item: pytest.Item) -> bool:
    return item.get_closest_marker("same_sql") is not None and "postgresql" in item.name


def _repeat_words(items: list[pytest.Item]) -> list[pytest.Item]:
    """Returns all cases but the first on PostgreSQL of each test that is marked `of_words`: its cases differ in what is said,
    and lead to the same queries. On SQLite all of them run."""
    begun: set[tuple[object, str]] = set()
    again: list[pytest.Item] = []
    for item in items:
        is_of_words = isinstance(item, pytest.Function) and item.get_closest_marker("of_words")
        if is_of_words and "postgresql" in item.name and not is_chosen(item):
            test = (item.path, item.originalname)
            again += [item] if test in begun else []
            begun.add(test)
    return again


def pytest_collection_finish() -> None:
    gc.freeze()  # what was imported stays, so that the collector need not walk over it, not even once
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    gc.enable()


def pytest_sessionstart(session: pytest.Session) -> None:
    starts_workers = session.config.getoption("numprocesses", None) and not hasattr(session.config, "workerinput")
    if starts_workers:
        gc.enable()  # they collect the tests
    elif _only_fast(session.config):
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


@pytest.fixture(scope="session", autouse=True)
def one_authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Lets HTTP clients trust one certificate authority instead of all, here and in the processes that tests start, and the
    clients of this process share what they read of it. Each client would read them, which takes a tenth of the time to start
    a gateway, and tests speak to this machine without TLS."""
    found, end, _ = Path(certifi.where()).read_text("utf-8").partition("-----END CERTIFICATE-----\n")
    one = tmp_path_factory.mktemp("authorities") / "one.pem"
    one.write_text(found + end)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certifi, "where", lambda: str(one))
        patch.setenv("SSL_CERT_FILE", str(one))
        patch.setattr("httpx._transports.default.create_ssl_context", cache(httpx.create_ssl_context))
        yield


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
