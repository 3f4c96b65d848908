"""Runs child processes. Each child has its own process group and is killed when the supervisor
dies. A child that dies is restarted, after pauses that grow with each restart."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Program:
    """Describes a program to run: its name in messages, the command, the environment, and the file
    for its output."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path


@dataclass(frozen=True)
class Waits:
    """Holds times of a child process in seconds: the pause before it is started again, which doubles from `first_pause`
    to `longest_pause`; how long it must run (`steady`) until the pause is short again; and how long it may take to
    `stop`."""

    first_pause: float = 1.0
    longest_pause: float = 30.0
    steady: float = 60.0
    stop: float = 15.0


DEFAULT_WAITS = Waits()


class Child:
    """Runs one program and restarts it when it ends unexpectedly. `say` prints messages for the
    operator."""

    def __init__(self, program: Program, say: Callable[[str], None], waits: Waits = DEFAULT_WAITS) -> None:
        self.program = program
        self._waits = waits
        self._say = say
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self.restarts = 0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def start(self) -> None:
        self._process = await self._spawn()
        self._task = asyncio.create_task(self._keep(), name=f"keep {self.program.name}")

    async def stop(self) -> None:
        """Sends SIGTERM to the program's process group and, if the program has not ended after
        `Waits.stop` seconds, SIGKILL."""
        self._stopping = True
        process = self._process
        if process is not None and process.returncode is None:
            _signal_group(process.pid, signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), self._waits.stop)
            except TimeoutError:
                _signal_group(process.pid, signal.SIGKILL)
                await process.wait()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _spawn(self) -> asyncio.subprocess.Process:
        self.program.log.parent.mkdir(parents=True, exist_ok=True)
        with self.program.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *self.program.command,
                env=dict(self.program.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with(os.getpid()),
                process_group=0,
            )

    async def _keep(self) -> None:
        pause = self._waits.first_pause
        while True:
            assert self._process is not None
            began = time.monotonic()
            code = await self._process.wait()
            if self._stopping:
                return
            if time.monotonic() - began > self._waits.steady:
                pause = self._waits.first_pause
            self._say(
                f"{self.program.name} stopped ({_reason(code)}), starting it again in {pause:.0f} s; see {self.program.log}"
            )
            await asyncio.sleep(pause)
            pause = min(pause * 2, self._waits.longest_pause)
            self.restarts += 1
            try:
                self._process = await self._spawn()
            # a full disk or missing memory, for example; the next attempt may succeed
            except OSError as error:
                self._say(f"{self.program.name} could not be started: {error.strerror or error}")


def die_with(parent: int) -> Callable[[], None]:
    """Returns a function for `preexec_fn` of a new process. The function makes Linux kill that
    process as soon as its parent dies. `parent` is the parent's process id."""
    libc = ctypes.CDLL(None, use_errno=True)

    def arrange() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return arrange


def _signal_group(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return


def _reason(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit status {code}"
