"""Defines the command line `python -m bot.supervisor`, which runs all processes (the default),
resets the demo, or backs up or restores the databases.

Commands that need the databases import them when they run. The supervisor itself needs none of
them, and starts in a third of the time.
"""

from __future__ import annotations

import errno
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console

from bot.serving.settings.reading import read_database_settings, read_settings, warn_of_unknown_names
from bot.supervisor.run import CannotStart, Supervisor
from foundation.commands import fail, run_command
from foundation.errors import CaravanError
from foundation.files.private_files import write_privately

T = TypeVar("T")

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def run(context: typer.Context) -> None:
    """Prepares, starts and watches all processes of Caravan."""
    write_privately()
    if context.invoked_subcommand is None:
        settings = read_settings()
        warn_of_unknown_names()
        _or_one_line(Supervisor(settings, Console(highlight=False)).run())


@app.command()
def demo_reset() -> None:
    """Deletes all conversations and restores the demo data of the first start."""
    from bot.supervisor.archive import reset_demo

    settings = read_settings()
    if not settings.demo:
        _fail("this is not a demo: nothing was changed")
    _or_one_line(reset_demo(settings))
    print("The demo is as at its first start.")  # noqa: T201


@app.command()
def backup(path: str = typer.Argument("", help="The archive to write; by default a new one in var/backups.")) -> None:
    """Writes both databases and the files to one archive."""
    from bot.supervisor.archive import choose_path, write_backup

    settings = read_database_settings()
    target = Path(path) if path else choose_path()
    _or_one_line(write_backup(settings, target))
    print(f"Backed up to {target}")  # noqa: T201


@app.command()
def restore(path: str) -> None:
    """Replaces both databases and the files by those of an archive."""
    from bot.supervisor.archive import read_backup

    if not path:
        _fail("which archive? make restore FILE=…")
    kept = _or_one_line(read_backup(read_database_settings(), Path(path)))
    print(f"Restored from {path}. What was there before is in {kept}")  # noqa: T201


def _or_one_line(work: Coroutine[Any, Any, T]) -> T:
    return run_command(work, _explain, status=2)


def _explain(error: Exception) -> str | None:
    if isinstance(error, CannotStart | CaravanError):
        return f"caravan: {str(error) or 'the database cannot be reached'}"
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "caravan: the disk is full; free some space and start again"
    return None


def _fail(line: str) -> NoReturn:
    fail(f"caravan: {line}", 2)


if __name__ == "__main__":
    app()
