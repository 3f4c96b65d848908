"""Measures the CPU time of each part of a system (gateway, Rasa, database …). Unlike the time by the clock, CPU time
hardly depends on what else the machine is doing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence

import psutil

Parts = Mapping[str, Callable[[], Sequence[psutil.Process]]]
"""For each part of a system, a function that finds its processes. The function is called at every measurement, because
servers start further processes under load."""


def with_children(process: psutil.Process) -> list[psutil.Process]:
    """Returns the process and all its descendants."""
    return [process, *process.children(recursive=True)]


def find_postgres(port: int) -> list[psutil.Process]:
    """Returns the processes of the PostgreSQL server that listens on `port` of this machine, or an empty list."""
    for process in psutil.process_iter(["name"]):
        if process.info["name"] in ("postgres", "postmaster"):
            with contextlib.suppress(psutil.Error):
                if f"port={port}" in " ".join(process.cmdline()):
                    return with_children(process)
    return []


class Meter:
    """Measures how many CPU seconds the parts of a system have used since the meter was created."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._before = {name: _read_cpu_seconds(processes()) for name, processes in parts.items()}

    def read(self) -> dict[str, float]:
        """Returns the CPU seconds of each part.

        A process that was started meanwhile counts with all its time; one that has ended is left out.
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
    """Returns a text that says how many CPU milliseconds one turn cost each part."""
    if not turns:
        return "none"
    each = {name: 1000 * used / turns for name, used in seconds.items()}
    return ", ".join(f"{name} {ms:.1f}" for name, ms in each.items()) + f", together {sum(each.values()):.1f}"
