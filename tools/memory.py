"""Prints the memory (PSS) of a running Caravan by process, in MB (`python -m tools.memory`)."""

from __future__ import annotations

import json
import sys

import psutil

from bot.settings import VAR


def main() -> int:
    """Prints the memory, and returns the exit status: 1 when Caravan does not run."""
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
