"""Runs the inspection of a file in a separate process, and waits for the result asynchronously."""

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
"""How many files a gateway inspects at the same time; others wait."""
SECONDS = 30.0
"""The longest that an inspection may take by the clock. The process also limits its own processor
time, but on a busy machine an inspection takes longer by the clock."""
_INHERITED = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV", "LANG", "TMPDIR", "SYSTEMROOT")
"""The environment variables that the process gets. Variables with secrets are not passed on."""


@dataclass(frozen=True)
class Inspected:
    """Describes an accepted file. `made` and `preview` are the files with the newly encoded picture and its preview;
    `width` and `height` are in pixels. For files that are not pictures, these four fields are None."""

    kind: str
    media_type: str
    ending: str
    width: int | None = None
    height: int | None = None
    made: Path | None = None
    preview: Path | None = None


@dataclass(frozen=True)
class ReadText:
    """Holds the text of a file. If `text` is None, `unreadable` is the reason, as a name below
    `console.unreadable.`."""

    text: str | None
    unreadable: str | None = None


class Inspector:
    """Inspects files, at most `at_once` at the same time."""

    def __init__(self, at_once: int = AT_ONCE, seconds: float = SECONDS) -> None:
        self._turns, self._seconds = asyncio.Semaphore(at_once), seconds

    async def inspect(self, path: Path) -> Inspected:
        """Returns the description of the file at this path.

        Raises:
            Unwanted: the file is refused.
        """
        async with self._turns:
            answer = await self._run(path) or {"refused": "damaged"}
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

    async def read_text(self, path: Path, media_type: str) -> ReadText:
        """Returns all text in the file, or the reason why the file cannot be read."""
        async with self._turns:
            answer = await self._run(path, media_type) or {"unreadable": "damaged"}
        return ReadText(answer.get("text"), answer.get("unreadable"))

    async def _run(self, path: Path, *more: str) -> dict[str, Any] | None:
        """Runs the process and returns its answer. If the process crashes, or is killed because of its processor time
        or memory, the file is damaged or malicious, and None is returned. If the process takes too long by the clock,
        the machine may be busy, and the answer says so (`too_slow`)."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.files.inspection.inspecting", str(path), *more),
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
        except TimeoutError:
            log.warning("the inspection of a file took too long", seconds=self._seconds)
            return {"refused": "too_slow", "unreadable": "damaged"}
        except ValueError:
            log.warning("a file could not be inspected", status=process.returncode)
            return None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return answer if isinstance(answer, dict) else None
