"""Inspects one file, in a process of its own: `python -m bot.files.inspection.inspecting FILE`.

The process limits itself before it opens the file, so a file that makes a decoder run wild costs
this process and nothing else. It prints one JSON object: what the file is, or why it is not taken.
A picture is written new as `FILE.made`, with its preview as `FILE.preview`.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

from bot.files.inspection.unwanted import Unwanted

MEMORY = 320 * 1024 * 1024
"""Address space of the process in bytes. Of it, the interpreter and the libraries take about a
quarter without ever touching most of it."""
SECONDS = 4
LARGEST_OUTPUT = 64 * 1024 * 1024


def limit_this_process() -> None:
    """Limits the memory, the processor time and the output of this process, and gives way to others."""
    os.nice(5)
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def inspect(path: Path) -> dict[str, Any]:
    """Returns what the file is: `kind`, `media_type`, `ending`, and a picture's `width` and
    `height`; or `refused`, the reason why it is not taken."""
    from bot.files.inspection.kinds import recognise

    try:
        found = recognise(path)
        said = {"kind": found.kind, "media_type": found.media_type, "ending": found.ending}
        if found.picture is None:
            return said
        # The imaging library is loaded for pictures alone.
        from bot.files.inspection.pictures import remake

        made = remake(path, found.picture, path.with_suffix(".made"), path.with_suffix(".preview"))
        return {"kind": "photo", **made.__dict__}
    except Unwanted as error:
        return {"refused": error.reason}
    except MemoryError:
        return {"refused": "damaged"}


def read_peak() -> int:
    """Returns the most memory that this process has touched, in bytes. What the one that started it
    had touched, which the usual figure includes, does not count."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    limit_this_process()
    answer = inspect(Path(sys.argv[1]))
    answer["peak_bytes"] = read_peak()
    sys.stdout.write(json.dumps(answer))
