"""Measures CPU time by part, which is what a turn costs however long it takes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence

import psutil

Parts = Mapping[str, Callable[[], Sequence[psutil.Process]]]
"""The processes of each part. They are looked up at every reading, because servers start processes
under load."""


def with_children(process: psutil.Process) -> list[psutil.Process]:
    """Returns the process and all processes below it."""
    return [process, *process.children(recursive=True)]


def find_postgres(port: int) -> list[psutil.Process]:
    """Returns the processes of the PostgreSQL server on that port of this machine, or none."""
    for process in psutil.process_iter(["name"]):
        if process.info["name"] in ("postgres", "postmaster"):
            with contextlib.suppress(psutil.Error):
                if f"port={port}" in " ".join(process.cmdline()):
                    return with_children(process)
    return []


class Meter:
    """Measures the CPU seconds that parts use from its creation on."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._before = {name: _read_cpu_seconds(processes()) for name, processes in parts.items()}

    def read(self) -> dict[str, float]:
        """Returns the seconds by part.

        A process that began meanwhile counts with all its time, one that ended not at all.
        """
        return {
            name: sum(used - self._before[name].get(pid, 0.0) for pid, used in _read_cpu_seconds(processes()).items())
            for name, processes in self._parts.items()
        }


def _read_cpu_seconds(processes: Sequence[psutil.Process]) -> dict[int, float]:
    """Returns the CPU seconds of each process by its id."""
    used = {}
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            used[process.pid] = times.user + times.system
    return used


def describe_cost(seconds: Mapping[str, float], turns: int) -> str:
    """Returns the milliseconds that a turn cost each part, as text for people."""
    if not turns:
        return "none"
    each = {name: 1000 * used / turns for name, used in seconds.items()}
    return ", ".join(f"{name} {ms:.1f}" for name, ms in each.items()) + f", together {sum(each.values()):.1f}"
