"""Has papers printed in a separate process, and waits for them asynchronously."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Protocol

import structlog

log = structlog.get_logger()

ROOT = Path(__file__).resolve().parents[3]
AT_ONCE = 1
"""How many papers a gateway prints at the same time; others wait."""
SECONDS = 40.0
"""The longest that printing may take by the clock. The process also limits its own processor time."""
_INHERITED = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV", "TMPDIR", "SYSTEMROOT")
"""The environment variables that the process gets. Variables with secrets are not passed on."""


class Printable(Protocol):
    """Defines the interface of what can be printed, such as a `Sheet` or a `Transcript`."""

    @property
    def number(self) -> str: ...

    def as_json(self) -> str: ...


class Printer:
    """Prints papers, at most `at_once` at the same time."""

    def __init__(self, at_once: int = AT_ONCE, seconds: float = SECONDS) -> None:
        self._turns, self._seconds = asyncio.Semaphore(at_once), seconds

    async def print(self, sheet: Printable) -> bytes | None:
        """Returns the paper as PDF, or None if that was not possible within the limits."""
        async with self._turns:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot.files.papers.printing"),
                cwd=ROOT,
                env={name: os.environ[name] for name in _INHERITED if name in os.environ} | {"PYTHONUTF8": "1"},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                async with asyncio.timeout(self._seconds):
                    content, _ = await process.communicate(sheet.as_json().encode())
            except TimeoutError:
                content = b""
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        if process.returncode == 0 and content.startswith(b"%PDF"):
            return content
        log.error("a paper could not be printed", number=sheet.number, status=process.returncode)
        return None
