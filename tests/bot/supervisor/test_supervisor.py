"""The supervisor: restarts with backoff, leaves no orphan however it ends, refuses with one clear line."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from bot.supervisor import processes
from bot.supervisor.plan import find_free_port, is_port_free
from bot.supervisor.processes import Child, Program, Waits

ROOT = Path(__file__).resolve().parents[3]
SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]


def program(command: list[str], folder: Path) -> Program:
    return Program("the part", command, dict(os.environ), folder / "part.log")


async def until(wanted: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not wanted():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_a_part_that_dies_is_started_again_and_says_so(tmp_path: Path) -> None:
    said: list[str] = []
    child = Child(program(SLEEPER, tmp_path), said.append, Waits(first_pause=0.05))
    await child.start()
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await until(lambda: child.restarts == 1 and child.pid != first)
    assert "the part stopped (signal 9)" in said[0]
    await child.stop()
    assert not psutil.pid_exists(child.pid or 0)


async def test_the_pause_grows_while_a_part_keeps_dying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        if seconds >= 0.1:
            pauses.append(seconds)
        await sleep(min(seconds, 0.05))

    monkeypatch.setattr(processes.asyncio, "sleep", noted)
    child = Child(
        program([sys.executable, "-c", "raise SystemExit(3)"], tmp_path), lambda line: None, Waits(first_pause=0.1)
    )
    await child.start()
    while len(pauses) < 4:
        await sleep(0.05)
    await child.stop()
    assert pauses[:4] == [0.1, 0.2, 0.4, 0.8]


async def test_a_part_that_ignores_sigterm_is_killed_with_its_group(tmp_path: Path) -> None:
    stubborn = "import signal, subprocess, sys, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\np = subprocess.Popen(['sleep', '600'])\nprint(p.pid, flush=True)\ntime.sleep(600)"
    child = Child(program([sys.executable, "-c", stubborn], tmp_path), lambda line: None, Waits(stop=0.5))
    await child.start()
    log = tmp_path / "part.log"
    await until(lambda: log.exists() and log.read_text().strip().isdigit())
    grandchild = int(log.read_text())
    await child.stop()
    await until(lambda: _gone(grandchild))


def test_kill_nine_of_the_supervisor_leaves_no_orphan(tmp_path: Path) -> None:
    script = textwrap.dedent(f"""
        import asyncio, os, sys
        from pathlib import Path
        from bot.supervisor.processes import Child, Program, Waits
        async def main():
            child = Child(Program("part", [sys.executable, "-c", "import time; time.sleep(600)"], dict(os.environ), Path({str(tmp_path / "log")!r})), print)
            await child.start()
            print(child.pid, flush=True)
            await asyncio.sleep(600)
        asyncio.run(main())
    """)
    supervisor = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert supervisor.stdout is not None
    orphan = int(supervisor.stdout.readline())
    assert psutil.pid_exists(orphan)
    supervisor.kill()
    supervisor.wait()
    deadline = time.monotonic() + 5
    while not _gone(orphan) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert _gone(orphan)


def _gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def run_supervisor(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.supervisor"],
        cwd=ROOT,
        env={**os.environ, "CARAVAN_VAR": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run_supervisor(tmp_path, PORT=str(taken.getsockname()[1]))
    assert result.returncode == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert "is in use" in result.stderr


@pytest.mark.parametrize(
    ("environment", "line"),
    [
        ({"HOST": "0.0.0.0"}, "HOST=0.0.0.0: the demo listens on loopback only"),
        ({"DATABASE_URL": "sqlite:///x.db", "DEMO": ""}, "SECRET_KEY is missing"),
        ({"PORT": "many"}, "PORT: "),
        ({"IDENTITY_SECRET": "nokid", "DEMO": "1"}, "IDENTITY_SECRET: must be kid:secret"),
        ({"DATABASE_URL": "mysql://x", "DEMO": "1"}, "DATABASE_URL: must begin with sqlite: or postgresql:"),
        ({"REDIS_URL": "localhost"}, "REDIS_URL: must begin with redis://"),
        ({"WEBCHAT_ORIGINS": "shop.example"}, "WEBCHAT_ORIGINS: must be scheme://host"),
        ({"DEMO_NOW": "2026-01-01T10:00:00"}, "DEMO_NOW: must carry a zone"),
    ],
)
def test_bad_settings_are_one_line_each_and_exit_two(tmp_path: Path, environment: dict[str, str], line: str) -> None:
    result = run_supervisor(tmp_path, **environment)
    assert result.returncode == 2
    assert any(said.startswith(f"caravan: {line}") for said in result.stderr.splitlines()), result.stderr
    assert "Traceback" not in result.stderr


def test_a_second_start_from_the_same_folder_is_refused(tmp_path: Path) -> None:
    import fcntl

    with (tmp_path / "supervisor.lock").open("w") as lock:
        lock.write('{"pid": 4321}')
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = run_supervisor(tmp_path, PORT=str(find_free_port()))
    assert result.returncode == 2
    assert "already runs from this folder (process 4321)" in result.stderr


def test_free_ports_are_told_from_taken_ones() -> None:
    port = find_free_port()
    assert is_port_free("127.0.0.1", port)
