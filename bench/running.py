"""Starts and stops the systems that are measured: Caravan in the same way as `make run`, and the peer (a stock
Rasa project) as Rasa's manual says."""

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

from bench.cost import Parts, find_postgres, with_children
from bench.peer.project import ROOT, find_model
from bench.systems import Caravan, Peer, RasaAlone, wait_until_ready
from bot.supervisor.plan import find_free_port
from nlu.measuring.trial import PEER_PYTHON

READY_SECONDS = 400
STOP_SECONDS = 60
Environment = Mapping[str, str]


@dataclass
class Stack:
    """Describes a running Caravan. `environment` holds the environment variables of the gateway, with the
    addresses, tokens and secrets of the other processes. `supervisor` is the id of the process that started
    them all."""

    address: str
    environment: dict[str, str]
    supervisor: int

    @property
    def whole(self) -> Caravan:
        """Returns Caravan as a system to measure, through its web chat."""
        return Caravan(self.address)

    def parts(self, *names: str) -> Parts:
        """Returns the processes of the named parts, or of all parts: `Rasa`, `actions`, `gateway`,
        `PostgreSQL`, `Redis`."""
        port = make_url(self.environment["DATABASE_URL"]).port or 0
        known: Parts = {
            "Rasa": lambda: [self.process("nlu.serve")],
            "actions": lambda: [self.process("-m actions")],
            "gateway": lambda: [self.process("bot serve")],
            "PostgreSQL": lambda: find_postgres(port),
            "Redis": lambda: [self.process("valkey-server")],
        }
        return {name: known[name] for name in names or known}

    def rasa(self) -> RasaAlone:
        """Returns Caravan's Rasa process as a system to measure, without the gateway."""
        settings = self.environment
        return RasaAlone(settings["RASA_URL"], settings["RASA_TOKEN"], settings["ACTION_CONTEXT_SECRET"])

    def process(self, command: str) -> psutil.Process:
        """Returns the process of Caravan whose command line contains `command`, such as `bot serve`.

        Raises:
            LookupError: no such process runs.
        """
        return _find_child(self.supervisor, command)


@asynccontextmanager
async def run_caravan(database_url: str, marketplace_url: str, var: Path) -> AsyncIterator[Stack]:
    """Runs all processes of Caravan, with PostgreSQL and a Redis server of its own, and waits until they are
    ready."""
    port = find_free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        "CARAVAN_VAR": str(var), "HOST": "127.0.0.1", "PORT": str(port), "DEMO": "1", "REDIS_URL": "",
        "DATABASE_URL": database_url, "MARKETPLACE_DATABASE_URL": marketplace_url, "TELEGRAM_BOT_TOKEN": "",
        "PUBLIC_URL": "", "SECRET_KEY": secrets.token_hex(32), "IDENTITY_SECRET": f"bench:{secrets.token_hex(32)}",
    }  # fmt: skip
    with run_program([sys.executable, "-m", "bot.supervisor"], environment, var / "supervisor.log") as process:
        await _wait_until_ready(f"{address}/readyz", process, var / "supervisor.log")
        yield Stack(address, _find_child(process.pid, "bot serve").environ(), process.pid)


@asynccontextmanager
async def run_another_gateway(stack: Stack, database_url: str, var: Path) -> AsyncIterator[Caravan]:
    """Runs a further gateway that uses the Rasa process and the action server of `stack`, but another database
    and no Redis."""
    port = find_free_port()
    changed = {"PORT": str(port), "DATABASE_URL": database_url, "REDIS_URL": "", "CARAVAN_VAR": str(var)}
    command = [sys.executable, "-m", "bot", "serve"]
    log = var / "gateway.log"
    with run_program(command, {**stack.environment, **changed}, log) as process:
        await _wait_until_ready(f"http://127.0.0.1:{port}/readyz", process, log)
        yield Caravan(f"http://127.0.0.1:{port}")


@asynccontextmanager
async def run_peer(marketplace_url: str, var: Path) -> AsyncIterator[tuple[Peer, Parts]]:
    """Runs the peer, which is `rasa run` with the REST channel and `python -m rasa_sdk`. After waiting until both
    programs are ready, it yields the peer with its processes."""
    port, actions_port = find_free_port(), find_free_port()
    here = ROOT / "bench" / "peer"
    common = {"PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"}
    acting = {
        **common, "MARKETPLACE_DATABASE_URL": marketplace_url, "SEARCH_INDEX_PATH": str(var / "peer-search"), "DEMO": "1"
    }  # fmt: skip
    talking = {**common, "PEER_ACTIONS_URL": f"http://127.0.0.1:{actions_port}/webhook", "TF_CPP_MIN_LOG_LEVEL": "2"}
    action_server = [sys.executable, "-m", "rasa_sdk", "--actions", "bench.peer.actions", "--port", str(actions_port)]
    rasa = [
        str(PEER_PYTHON), "-m", "rasa", "run", "--model", str(find_model()), "--port", str(port), "--interface", "127.0.0.1",
        "--credentials", str(here / "credentials.yml"), "--endpoints", str(here / "endpoints.yml"),
    ]  # fmt: skip
    with (
        run_program(action_server, acting, var / "peer-actions.log") as first,
        run_program(rasa, talking, var / "peer.log") as second,
    ):
        await _wait_until_ready(f"http://127.0.0.1:{actions_port}/health", first, var / "peer-actions.log")
        await _wait_until_ready(f"http://127.0.0.1:{port}/", second, var / "peer.log")
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
def run_program(command: list[str], environment: Environment, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a program while the block runs, with its output in the file `log`. The program is then asked to stop
    (SIGINT); after `STOP_SECONDS` it is killed together with the processes that it started."""
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


def allow_many_files() -> None:
    """Lets this process, and those that it starts, open as many files as the system allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _find_child(pid: int, command: str) -> psutil.Process:
    for process in psutil.Process(pid).children(recursive=True):
        if command in " ".join(process.cmdline()):
            return process
    raise LookupError(f"no process {command!r}")


async def _wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    waiting = asyncio.create_task(wait_until_ready(url, READY_SECONDS))
    while not waiting.done():
        if process.poll() is not None:
            waiting.cancel()
            raise RuntimeError(
                f"{process.args[0]} ended with status {process.returncode}; the end of its log:\n{_read_end(log)}"
            )
        await asyncio.wait({waiting}, timeout=0.5)
    await waiting


def _read_end(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
