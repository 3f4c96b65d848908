"""Inspects one file, in a separate process: `python -m bot.files.inspection.inspecting FILE`. If a
media type is given after it, the process reads the text of a file of that type instead.

The process limits its own memory and time before it opens the file, so that a malicious file can
harm only this process. The process prints one JSON object: what the file is, or why it is refused.
A picture is encoded anew as `FILE.made`, with a preview as `FILE.preview`.
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
"""The largest address space of the process, in bytes. The interpreter and the libraries reserve
about a quarter of this address space."""
SECONDS = 4
LARGEST_OUTPUT = 64 * 1024 * 1024


def limit_this_process() -> None:
    """Limits the memory, the processor time and the size of output files of this process, and
    lowers its priority."""
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
    """Returns what the file is: `kind`, `media_type` and `ending`, and for a picture also `width`
    and `height` in pixels. For a file that is refused, returns only `refused`, the reason."""
    from bot.files.inspection.kinds import recognise

    try:
        found = recognise(path)
        said = {"kind": found.kind, "media_type": found.media_type, "ending": found.ending}
        if found.picture is None:
            return said
        # Imported here, because only pictures need the imaging library.
        from bot.files.inspection.pictures import remake

        made = remake(path, found.picture, path.with_suffix(".made"), path.with_suffix(".preview"))
        return {"kind": "photo", **made.__dict__}
    except Unwanted as error:
        return {"refused": error.reason}
    except MemoryError:
        return {"refused": "damaged"}


def read(path: Path, media_type: str) -> dict[str, Any]:
    """Returns the `text` of the file, or as `unreadable` the reason why only a person can read it."""
    from bot.files.inspection.texts import Unreadable, read_text

    try:
        text = read_text(path, media_type)
        return {"text": text.replace("\0", " ").encode("utf-8", "replace").decode()}
    except Unreadable as error:
        return {"unreadable": error.reason}
    except (MemoryError, RecursionError):
        return {"unreadable": "damaged"}


def read_peak() -> int:
    """Returns the peak memory of this process, in bytes. `VmHWM` leaves out the memory of the
    parent process, which `ru_maxrss` includes."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    limit_this_process()
    answer = read(Path(sys.argv[1]), sys.argv[2]) if len(sys.argv) > 2 else inspect(Path(sys.argv[1]))
    answer["peak_bytes"] = read_peak()
    sys.stdout.write(json.dumps(answer))
