"""Implements `make run`: prepares what is missing, starts all programs, prints their addresses,
keeps them running, and stops them together."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from bot.demo.passwords import demo_passwords
from bot.serving.settings.places import ROOT, VAR
from bot.serving.settings.settings import Settings
from bot.supervisor.environments import build_outer_environment
from bot.supervisor.plan import LOGS, is_port_free, list_programs
from bot.supervisor.processes import Child
from foundation.files.private_files import tighten

PARTS = {
    "database": "database",
    "redis": "Valkey",
    "actions": "action server and marketplace",
    "rasa": "Rasa with the model",
    "telegram": "Telegram",
    "search_index": "search index",
}
PROGRESS_SECONDS = 5.0


class CannotStart(Exception):
    """Caravan cannot start. The message is one line of text for the operator."""


class Supervisor:
    """Runs the programs of one installation of Caravan."""

    def __init__(self, settings: Settings, console: Console) -> None:
        self._settings = settings
        self._console = console
        self._children: list[Child] = []
        self._began = time.monotonic()

    def say(self, line: str) -> None:
        self._console.print(f"[dim]{time.strftime('%H:%M:%S')}[/] {escape(line)}", highlight=False, soft_wrap=True)

    async def run(self) -> None:
        """Runs all programs until Ctrl-C or SIGTERM."""
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        with hold_lock():
            if not is_port_free(self._settings.host, self._settings.port):
                raise CannotStart(
                    f"port {self._settings.port} is in use; stop what uses it, or choose another: make run PORT=8001"
                )
            await self._until(stop, self._prepare())
            try:
                if not stop.is_set():
                    await self._start(stop)
                await stop.wait()
            finally:
                await self._stop()

    async def _until(self, stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
        """Runs `work` to its end, or cancels it when `stop` is set."""
        task, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        else:
            task.result()

    async def _prepare(self) -> None:
        await self._step([sys.executable, "-m", "nlu.train"], "the model could not be trained")

    async def _step(self, command: list[str], trouble: str) -> None:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, process_group=0, stdin=subprocess.DEVNULL, env=build_outer_environment()
        )
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            await process.wait()
            raise
        if code != 0:
            raise CannotStart(f"{trouble}; the lines above say why")

    async def _start(self, stop: asyncio.Event) -> None:
        for program in list_programs(self._settings):
            child = Child(program, self.say)
            self._children.append(child)
            await child.start()
            self.say(f"starting {program.name} …")
        await self._until(stop, self._wait_until_ready())

    async def _wait_until_ready(self) -> None:
        """Waits until `/readyz` reports that the gateway is ready, and prints each part that
        becomes ready."""
        states: dict[str, str] = {}
        address = f"http://{_bracket(self._settings.host)}:{self._settings.port}"
        last_word = time.monotonic()
        async with httpx.AsyncClient(base_url=address, timeout=3, trust_env=False) as client:
            while True:
                body = await _read_readiness(client)
                # `/readyz` lists the parts only for requests from loopback.
                for part, state in body.get("parts", {}).items():
                    if state == "ok" and states.get(part) != "ok":
                        self.say(f"{PARTS.get(part, part)}: ready")
                        last_word = time.monotonic()
                    states[part] = state
                if body["ready"]:
                    self._tell(address, is_empty=not self._settings.demo and await self._has_no_products())
                    await self._wait_until_prepared(client, body)
                    return
                if time.monotonic() - last_word > 10:
                    waiting = [PARTS.get(part, part) for part, state in states.items() if state not in ("ok", "off")]
                    self.say(f"still waiting for {', '.join(waiting) or 'the gateway'} …")
                    last_word = time.monotonic()
                await asyncio.sleep(0.3)

    async def _wait_until_prepared(self, client: httpx.AsyncClient, body: dict[str, Any]) -> None:
        """Prints the progress of preparations that continue in the background, such as the search
        index, until they are done."""
        waited_for: set[str] = set()
        while (building := body.get("progress", {})) or not body["ready"]:
            for name, share in building.items():
                self.say(f"{PARTS.get(name, name)}: {share:.0%} is built; searches are answered once it is complete")
            waited_for.update(building)
            await asyncio.sleep(PROGRESS_SECONDS)
            body = await _read_readiness(client)
        for name in waited_for:
            self.say(f"{PARTS.get(name, name)}: ready")

    async def _has_no_products(self) -> bool:
        """Returns True if nothing was imported into the marketplace yet."""
        environment = build_outer_environment() | {"MARKETPLACE_DATABASE_URL": self._settings.marketplace_database_url}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "actions.marketplace", "count"),
            cwd=ROOT,
            process_group=0,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        written, _ = await process.communicate()
        return process.returncode == 0 and not json.loads(written)["products"]

    def _tell(self, address: str, is_empty: bool = False) -> None:
        seconds = time.monotonic() - self._began
        table = Table.grid(padding=(0, 2))
        if self._settings.demo:
            table.add_row("Demo storefront", f"{address}/")
        table.add_row("Chat page", f"{address}/chat")
        table.add_row("Staff console", f"{address}/console")
        if self._settings.demo:
            for name, password in demo_passwords(self._settings.demo_passwords).items():
                table.add_row(f"  {name}", password)
        account = "nordmarkt" if self._settings.demo else "buyer:<account>"
        table.add_row(
            "Terminal",
            f"make chat AS={account}" + (f" PORT={self._settings.port}" if self._settings.port != 8000 else ""),
        )
        if is_empty:
            table.add_row(
                "Marketplace", "empty: python -m actions.marketplace import <files> (docs/your-marketplace.md)"
            )
        for channel, state in self._settings.list_states():
            table.add_row(channel, state)
        table.add_row("Logs", str(LOGS))
        self._console.print(
            Panel(table, title=f"Caravan is ready after {seconds:.0f} s – Ctrl-C stops everything", expand=False)
        )

    async def _stop(self) -> None:
        if self._children:
            self.say("stopping …")
        for child in reversed(self._children):
            await child.stop()
        if self._children:
            self.say("stopped, nothing is left running")


@contextlib.contextmanager
def hold_lock(var: Path = VAR) -> Iterator[None]:
    """Holds a lock file in the folder `var` while the `with` block runs, so that Caravan runs only
    once with this folder. The operating system frees the lock when the process ends, for any reason.

    Raises:
        CannotStart: another process has the lock.
    """
    var.mkdir(mode=0o700, exist_ok=True)
    tighten(var)
    with (var / "supervisor.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = json.loads(file.read() or "{}").get("pid", "unknown")
            raise CannotStart(f"Caravan already runs from this folder (process {holder})") from None
        file.truncate(0)
        json.dump({"pid": os.getpid()}, file)
        file.flush()
        yield


async def _read_readiness(client: httpx.AsyncClient) -> dict[str, Any]:
    """Returns the JSON of `/readyz`. While the gateway does not answer, returns that nothing is
    ready."""
    try:
        body: dict[str, Any] = (await client.get("/readyz")).json()
    except (httpx.HTTPError, ValueError):
        return {"ready": False, "parts": {}}
    return body


def _bracket(host: str) -> str:
    return f"[{host}]" if ":" in host else host
