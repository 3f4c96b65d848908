"""Runs the marketplace's commands that concern its whole database: `python -m actions.marketplace.commands.databases`.

`bot.supervisor` starts them for each backup and restore. These commands import the demo data only when they need it,
and nothing of the import, so they start sooner than all commands together (cli.py).
"""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from actions.marketplace.base.database.engine import open_database
from actions.marketplace.base.errors import ArchiveError
from actions.marketplace.commands import archive
from actions.marketplace.commands.running import DatabaseUrl, read_environment, run
from actions.marketplace.schema.migrations import migrate as migrate_database
from foundation.clock import system_clock
from foundation.files.private_files import write_privately

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, help="The marketplace database.")
Now = Annotated[str | None, typer.Option(envvar="DEMO_NOW", help="RFC 3339; the demo's dates are relative to it.")]

READY, COMMIT = "ready", "commit"
"""With `--hold`, a restore prints `ready` once all rows are written, and commits when it then reads `commit`."""


@app.callback()
def commands() -> None:
    """Manages the marketplace database."""
    write_privately()


@app.command()
def migrate(database_url: DatabaseUrl) -> None:
    """Create the tables or bring them to the newest revision."""
    run(migrate_database(database_url))


@app.command()
def seed(database_url: DatabaseUrl, now: Now = None) -> None:
    """Fill an empty database with the demo data; leave a filled one alone."""
    from actions.marketplace import demo

    filled = run(_with_demo(database_url, demo.seed, now))
    typer.echo("The demo data is in." if filled else "There is data already: nothing was changed.")


@app.command()
def reset(database_url: DatabaseUrl, now: Now = None) -> None:
    """Throw everything away and fill with the demo data again."""
    from actions.marketplace import demo

    run(_with_demo(database_url, demo.reset, now))
    typer.echo("The demo data is as at the first start.")


@app.command()
def backup(path: Path, database_url: DatabaseUrl) -> None:
    """Write the whole database to an archive."""
    run(archive.backup(database_url, path))
    typer.echo(f"The marketplace is in {path}.")


@app.command()
def restore(path: Path, database_url: DatabaseUrl, hold: Annotated[bool, typer.Option(hidden=True)] = False) -> None:
    """Replace the whole database by an archive's. Stop Caravan first."""
    run(_restore_held(database_url, path) if hold else archive.restore(database_url, path))
    typer.echo(f"The marketplace is as in {path}.")


async def _restore_held(database_url: str, path: Path) -> None:
    """Restores, prints `ready` when everything is written and checked, and then waits for a line on standard input.

    The line `commit` commits the restore. Any other line, or the end of the input, undoes all of it.
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


if __name__ == "__main__":
    read_environment()
    app()
