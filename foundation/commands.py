"""Runs the work of a command line program, and ends the process with one line of text instead of a
traceback on expected errors."""

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
    """Runs `work` and returns its result. If `work` raises an error for which `explain` returns a
    line of text, prints the line and exits with `status`. Errors without such a line are raised."""
    try:
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            return runner.run(work)
    except Exception as error:
        line = explain(error)
        if line is None:
            raise
        fail(line, status)


def fail(line: str, status: int = 1) -> NoReturn:
    """Prints a line to standard error and exits with `status`."""
    print(line, file=sys.stderr)  # noqa: T201
    raise SystemExit(status) from None
