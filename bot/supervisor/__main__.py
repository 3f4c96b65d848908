"""`python -m bot.supervisor`: run everything (the default), or reset the demo, back up, restore."""

from __future__ import annotations

import asyncio
import errno
import sys
from collections.abc import Coroutine
from typing import Any

import typer
from rich.console import Console

from bot.__main__ import read_settings
from bot.supervisor.run import CannotStart, Supervisor

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def run(context: typer.Context) -> None:
    """Prepares, starts and keeps everything running."""
    if context.invoked_subcommand is None:
        _or_one_line(Supervisor(read_settings(), Console(highlight=False)).run())


def _or_one_line(work: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.run(work)
    except CannotStart as error:
        _fail(str(error))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            _fail("the disk is full; free some space and start again")
        raise


def _fail(line: str) -> None:
    print(f"caravan: {line}", file=sys.stderr)  # noqa: T201
    raise SystemExit(2)


if __name__ == "__main__":
    app()
