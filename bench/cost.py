"""CPU time by part: what a turn costs wherever the clock stands."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence

import psutil

Parts = Mapping[str, Sequence[psutil.Process]]


def with_children(process: psutil.Process) -> list[psutil.Process]:
    """The process and all below it."""
    return [process, *process.children(recursive=True)]


def postgres_of(url_port: int) -> list[psutil.Process]:
    """The processes of the PostgreSQL server that listens on the port; none when it is on another machine."""
    for process in psutil.process_iter(["name"]):
        if process.info["name"] in ("postgres", "postmaster"):
            with contextlib.suppress(psutil.Error):
                if f"port={url_port}" in " ".join(process.cmdline()):
                    return with_children(process)
    return []


class Meter:
    """CPU seconds that parts have used since it was made. Ended children count for their parent."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._before = {name: _used(processes) for name, processes in parts.items()}

    def read(self) -> dict[str, float]:
        """Seconds by part."""
        return {name: _used(processes) - self._before[name] for name, processes in self._parts.items()}


def _used(processes: Sequence[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    return total


def said(seconds: Mapping[str, float], turns: int) -> str:
    """Milliseconds a turn of each part, for people."""
    each = {name: 1000 * used / turns for name, used in seconds.items()} if turns else {}
    return ", ".join(f"{name} {ms:.1f}" for name, ms in each.items()) + f"; together {sum(each.values()):.1f}"
