"""Prints one paper or transcript, in a separate process: `python -m bot.files.papers.printing` reads it as JSON from standard
input and writes the PDF to standard output.

The process limits its own memory and time first, so that no paper, however long, can hold up a gateway.
"""

from __future__ import annotations

import json
import os
import resource
import sys

MEMORY = 1024 * 1024 * 1024
"""The largest address space of the process, in bytes: the fonts are mapped into it."""
SECONDS = 20


def limit_this_process() -> None:
    """Limits the memory and the processor time of this process, and lowers its priority."""
    os.nice(5)
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def main() -> None:
    limit_this_process()
    from bot.files.papers.page import draw
    from bot.files.papers.sheet import read_sheet
    from bot.files.papers.transcript import read_transcript
    from bot.files.papers.transcript_page import draw_transcript

    said = json.loads(sys.stdin.read())
    is_transcript = "transcript" in said
    content = draw_transcript(read_transcript(said["transcript"])) if is_transcript else draw(read_sheet(said))
    sys.stdout.buffer.write(content)


if __name__ == "__main__":
    main()
