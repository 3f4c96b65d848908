"""Ends a command with its result or with one clear line, so that a person at a terminal sees no
traceback."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")


def run_command(
    work: Coroutine[Any, Any, T],
    explain: Callable[[Exception], str | None],
    *,
    status: int = 1,
    loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> T:
    """Returns what `work` returns. If `work` raises an error for which `explain` returns a line,
    the process prints the line and ends with `status`."""
    try:
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            return runner.run(work)
    except Exception as error:
        line = explain(error)
        if line is None:
            raise
        fail(line, status)


def fail(line: str, status: int = 1) -> NoReturn:
    """Ends the process with a line for the person at the terminal."""
    print(line, file=sys.stderr)  # noqa: T201
    raise SystemExit(status) from None
