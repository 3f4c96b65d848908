"""Starts what is measured and stops it again: Caravan as `make run` starts it, and the peer as its manual says."""

from __future__ import annotations

import asyncio
import os
import resource
import secrets
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy.engine import make_url

from bench.cost import Parts, postgres_on, with_children
from bench.peer.project import ROOT, serving
from bench.systems import Caravan, Peer, RasaAlone, answers
from bot.supervisor.plan import free_port
from nlu.measuring.trial import PEER_PYTHON

READY_SECONDS = 400
STOP_SECONDS = 60
Environment = Mapping[str, str]


@dataclass
class Stack:
    """A running Caravan. `environment` is that of its processes: addresses, tokens, secrets."""

    address: str
    environment: dict[str, str]
    supervisor: int

    @property
    def whole(self) -> Caravan:
        """All of it, by its web chat."""
        return Caravan(self.address)

    def parts(self, *names: str) -> Parts:
        """Processes by the name of their part: `Rasa`, `actions`, `gateway`, `PostgreSQL`, `Redis`."""
        port = make_url(self.environment["DATABASE_URL"]).port or 0
        known: Parts = {
            "Rasa": lambda: [self.process("nlu.serve")],
            "actions": lambda: [self.process("-m actions")],
            "gateway": lambda: [self.process("bot serve")],
            "PostgreSQL": lambda: postgres_on(port),
            "Redis": lambda: [self.process("valkey-server")],
        }
        return {name: known[name] for name in names or known}

    def rasa(self) -> RasaAlone:
        """Its Rasa process, by itself."""
        given = self.environment
        return RasaAlone(given["RASA_URL"], given["RASA_TOKEN"], given["ACTION_CONTEXT_SECRET"])

    def process(self, command: str) -> psutil.Process:
        """The part whose command line contains the words, such as `bot serve`.

        Raises:
            LookupError: it does not run.
        """
        return _child(self.supervisor, command)


@asynccontextmanager
async def caravan(database_url: str, marketplace_url: str, var: Path) -> AsyncIterator[Stack]:
    """The whole of Caravan under its supervisor, on PostgreSQL and its own Redis, ready."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        "CARAVAN_VAR": str(var), "HOST": "127.0.0.1", "PORT": str(port), "DEMO": "1", "REDIS_URL": "",
        "DATABASE_URL": database_url, "MARKETPLACE_DATABASE_URL": marketplace_url, "TELEGRAM_BOT_TOKEN": "",
        "PUBLIC_URL": "", "SECRET_KEY": secrets.token_hex(32), "IDENTITY_SECRET": f"bench:{secrets.token_hex(32)}",
    }  # fmt: skip
    with program([sys.executable, "-m", "bot.supervisor"], environment, var / "supervisor.log") as process:
        await _ready(f"{address}/readyz", process, var / "supervisor.log")
        rasa = _child(process.pid, "nlu.serve")
        yield Stack(address, rasa.environ(), process.pid)


@asynccontextmanager
async def another_gateway(stack: Stack, database_url: str, var: Path) -> AsyncIterator[Caravan]:
    """One more gateway on the stack's Rasa and action server, with another database and no Redis."""
    port = free_port()
    changed = {"PORT": str(port), "DATABASE_URL": database_url, "REDIS_URL": "", "CARAVAN_VAR": str(var)}
    command = [sys.executable, "-m", "bot", "serve"]
    log = var / "gateway.log"
    with program(command, {**stack.environment, **changed}, log) as process:
        await _ready(f"http://127.0.0.1:{port}/readyz", process, log)
        yield Caravan(f"http://127.0.0.1:{port}")


@asynccontextmanager
async def peer(marketplace_url: str, var: Path) -> AsyncIterator[tuple[Peer, Parts]]:
    """`rasa run` with its REST channel and `python -m rasa_sdk`, ready, and their processes."""
    port, actions_port = free_port(), free_port()
    here = ROOT / "bench" / "peer"
    common = {"PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"}
    acting = {
        **common, "MARKETPLACE_DATABASE_URL": marketplace_url, "SEARCH_INDEX_PATH": str(var / "peer-search"), "DEMO": "1"
    }  # fmt: skip
    talking = {**common, "PEER_ACTIONS_URL": f"http://127.0.0.1:{actions_port}/webhook", "TF_CPP_MIN_LOG_LEVEL": "2"}
    action_server = [sys.executable, "-m", "rasa_sdk", "--actions", "bench.peer.actions", "--port", str(actions_port)]
    rasa = [
        str(PEER_PYTHON), "-m", "rasa", "run", "--model", str(serving()), "--port", str(port), "--interface", "127.0.0.1",
        "--credentials", str(here / "credentials.yml"), "--endpoints", str(here / "endpoints.yml"),
    ]  # fmt: skip
    with (
        program(action_server, acting, var / "peer-actions.log") as first,
        program(rasa, talking, var / "peer.log") as second,
    ):
        await _ready(f"http://127.0.0.1:{actions_port}/health", first, var / "peer-actions.log")
        await _ready(f"http://127.0.0.1:{port}/", second, var / "peer.log")
        system = Peer(f"http://127.0.0.1:{port}")
        try:
            yield (
                system,
                {
                    "Rasa": lambda: with_children(psutil.Process(second.pid)),
                    "actions": lambda: with_children(psutil.Process(first.pid)),
                },
            )
        finally:
            await system.close()


@contextmanager
def program(command: list[str], environment: Environment, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A child in a group of its own, stopped with all that it started."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=file, stderr=file, start_new_session=True
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def many_files() -> None:
    """Lets this process and those it starts open as many files as the system allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _child(pid: int, command: str) -> psutil.Process:
    for process in psutil.Process(pid).children(recursive=True):
        if command in " ".join(process.cmdline()):
            return process
    raise LookupError(f"no process {command!r}")


async def _ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    waiting = asyncio.create_task(answers(url, READY_SECONDS))
    while not waiting.done():
        if process.poll() is not None:
            waiting.cancel()
            raise RuntimeError(
                f"{process.args[0]} ended with status {process.returncode}; the end of its log:\n{_end(log)}"
            )
        await asyncio.wait({waiting}, timeout=0.5)
    await waiting


def _end(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
