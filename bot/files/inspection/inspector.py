"""Runs the inspection of a file in a process of its own, and waits for it without holding up
anything else."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from bot.files.inspection.unwanted import Unwanted

log = structlog.get_logger()

ROOT = Path(__file__).resolve().parents[3]
AT_ONCE = 2
"""So many files are inspected at once by a gateway; others wait."""
SECONDS = 20.0
"""The process limits its own processor time. This bounds the time on the clock, which is longer on a
busy machine."""
_INHERITED = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV", "LANG", "TMPDIR", "SYSTEMROOT")
"""Variables that the process needs to run. Secrets are not among them."""


@dataclass(frozen=True)
class Inspected:
    """Says what a file is. `made` and `preview` are the files of a picture that was written new."""

    kind: str
    media_type: str
    ending: str
    width: int | None = None
    height: int | None = None
    made: Path | None = None
    preview: Path | None = None


class Inspector:
    """Inspects files, a few at once."""

    def __init__(self, at_once: int = AT_ONCE, seconds: float = SECONDS) -> None:
        self._turns, self._seconds = asyncio.Semaphore(at_once), seconds

    async def inspect(self, path: Path) -> Inspected:
        """Returns what the file is.

        Raises:
            Unwanted: the file is not taken.
        """
        async with self._turns:
            answer = await self._run(path)
        if "refused" in answer:
            raise Unwanted(answer["refused"])
        is_picture = answer["kind"] == "photo"
        return Inspected(
            answer["kind"],
            answer["media_type"],
            answer["ending"],
            answer.get("width"),
            answer.get("height"),
            path.with_suffix(".made") if is_picture else None,
            path.with_suffix(".preview") if is_picture else None,
        )

    async def _run(self, path: Path) -> dict[str, Any]:
        """Returns what the process says. One that is killed for its time or memory, or that crashes,
        has met a file that is damaged or made to do harm."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.files.inspection.inspecting", str(path)),
            cwd=ROOT,
            env={name: os.environ[name] for name in _INHERITED if name in os.environ},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(self._seconds):
                said, _ = await process.communicate()
            answer = json.loads(said)
        except (TimeoutError, ValueError):
            log.warning("a file could not be inspected", status=process.returncode)
            return {"refused": "damaged"}
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return answer if isinstance(answer, dict) else {"refused": "damaged"}
