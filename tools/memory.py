"""Prints how much memory (PSS) each process of a running Caravan uses, in MB (`python -m
tools.memory`)."""

from __future__ import annotations

import json
import sys

import psutil

from bot.serving.settings.places import VAR


def main() -> int:
    """Prints the memory of each process and the sum. Returns the exit status: 0, or 1 when Caravan
    is not running."""
    try:
        supervisor = psutil.Process(json.loads((VAR / "supervisor.lock").read_text())["pid"])
    except (OSError, ValueError, KeyError, psutil.NoSuchProcess):
        sys.stderr.write("Caravan does not run from this folder; start it with: make run\n")
        return 1
    total = 0.0
    for process in [supervisor, *supervisor.children(recursive=True)]:
        megabytes = process.memory_full_info().pss / 1e6
        total += megabytes
        sys.stdout.write(f"{megabytes:8.0f}  {' '.join(process.cmdline()[:4])[-70:]}\n")
    sys.stdout.write(f"{total:8.0f}  together\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
