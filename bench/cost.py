"""CPU time by part: what a turn costs wherever the clock stands."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence

import psutil

Parts = Mapping[str, Callable[[], Sequence[psutil.Process]]]
"""The processes of each part, asked for again at every reading: servers start processes under load."""


def with_children(process: psutil.Process) -> list[psutil.Process]:
    """The process and all below it."""
    return [process, *process.children(recursive=True)]


def postgres_on(port: int) -> list[psutil.Process]:
    """The processes of the PostgreSQL server that was started for the port; none when it runs elsewhere."""
    for process in psutil.process_iter(["name"]):
        if process.info["name"] in ("postgres", "postmaster"):
            with contextlib.suppress(psutil.Error):
                if f"port={port}" in " ".join(process.cmdline()):
                    return with_children(process)
    return []


class Meter:
    """CPU seconds that parts have used since it was made."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._before = {name: _used(processes()) for name, processes in parts.items()}

    def read(self) -> dict[str, float]:
        """Seconds by part. A process that began meanwhile counts whole, one that ended not at all."""
        return {
            name: sum(used - self._before[name].get(pid, 0.0) for pid, used in _used(processes()).items())
            for name, processes in self._parts.items()
        }


def _used(processes: Sequence[psutil.Process]) -> dict[int, float]:
    used = {}
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            used[process.pid] = times.user + times.system
    return used


def said(seconds: Mapping[str, float], turns: int) -> str:
    """Milliseconds a turn of each part, for people."""
    if not turns:
        return "none"
    each = {name: 1000 * used / turns for name, used in seconds.items()}
    return ", ".join(f"{name} {ms:.1f}" for name, ms in each.items()) + f", together {sum(each.values()):.1f}"
