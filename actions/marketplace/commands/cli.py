"""Runs the marketplace's own commands: `python -m actions.marketplace.commands.cli --help`."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from sqlalchemy.exc import SQLAlchemyError

from actions.marketplace import demo
from actions.marketplace.commands import archive
from actions.marketplace.database.engine import open_database
from actions.marketplace.errors import ArchiveError
from actions.marketplace.schema.migrations import migrate as migrate_database
from foundation.clock import system_clock
from foundation.commands import run_command
from foundation.errors import CaravanError
from foundation.private_files import write_privately

T = TypeVar("T")

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, help="The marketplace database.")
DatabaseUrl = Annotated[str, typer.Option(envvar="MARKETPLACE_DATABASE_URL", help="sqlite:///file or postgresql://…")]
Now = Annotated[str | None, typer.Option(envvar="DEMO_NOW", help="RFC 3339; the demo's dates are relative to it.")]

READY, COMMIT = "ready", "commit"
"""The lines that a held restore and the process that started it send to each other."""


@app.callback()
def commands() -> None:
    """Manages the marketplace database."""
    write_privately()


@app.command()
def migrate(database_url: DatabaseUrl) -> None:
    """Create the tables or bring them to the newest revision."""
    _run(migrate_database(database_url))


@app.command()
def seed(database_url: DatabaseUrl, now: Now = None) -> None:
    """Fill an empty database with the demo data; leave a filled one alone."""
    filled = _run(_with_demo(database_url, demo.seed, now))
    typer.echo("The demo data is in." if filled else "There is data already: nothing was changed.")


@app.command()
def reset(database_url: DatabaseUrl, now: Now = None) -> None:
    """Throw everything away and fill with the demo data again."""
    _run(_with_demo(database_url, demo.reset, now))
    typer.echo("The demo data is as at the first start.")


@app.command()
def backup(path: Path, database_url: DatabaseUrl) -> None:
    """Write the whole database to an archive."""
    _run(archive.backup(database_url, path))
    typer.echo(f"The marketplace is in {path}.")


@app.command()
def restore(path: Path, database_url: DatabaseUrl, hold: Annotated[bool, typer.Option(hidden=True)] = False) -> None:
    """Replace the whole database by an archive's. Stop Caravan first."""
    _run(_restore_held(database_url, path) if hold else archive.restore(database_url, path))
    typer.echo(f"The marketplace is as in {path}.")


async def _restore_held(database_url: str, path: Path) -> None:
    """Restores, prints `ready` when everything is written and checked, and then waits for a line on standard input.

    `commit` commits the restore; the end of the input undoes all of it.
    """
    async with archive.restoring(database_url, path):
        typer.echo(READY)
        if (await asyncio.to_thread(sys.stdin.readline)).strip() != COMMIT:
            raise ArchiveError("The restore was given up. Nothing was changed.")


async def _with_demo(database_url: str, fill: Any, now: str | None) -> Any:
    moment = system_clock() if now is None else datetime.fromisoformat(now).astimezone(UTC)
    await migrate_database(database_url)
    database = open_database(database_url)
    try:
        return await fill(database, moment)
    finally:
        await database.close()


def _run(work: Coroutine[Any, Any, T]) -> T:
    return run_command(work, _explain)


def _explain(error: Exception) -> str | None:
    """Returns one clear line for an error that an operator can cure, or None for a bug, so that its
    traceback is printed."""
    if isinstance(error, CaravanError):
        return str(error)
    if isinstance(error, SQLAlchemyError):
        return f"The marketplace database: {str(error.args[0]).splitlines()[0] if error.args else error}"
    if isinstance(error, OSError | ValueError):
        return f"The marketplace: {error or type(error).__name__}"
    return None


def _read_secret() -> None:
    """Reads a setting that is missing in the environment from a file of its name, in upper or lower case.

    Orchestrators mount secrets as such files.
    """
    name, folder = "MARKETPLACE_DATABASE_URL", Path(os.environ.get("SECRETS_DIR") or "/nonexistent")
    files = [file for file in (folder / name, folder / name.lower()) if file.is_file()]
    if files and not os.environ.get(name):
        os.environ[name] = files[0].read_text("utf-8").strip()


if __name__ == "__main__":
    _read_secret()
    app()
