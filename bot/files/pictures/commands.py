"""Defines the command `python -m bot pictures import`, which takes in the pictures of the catalogue's products."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import typer

from bot.files.files import Files
from bot.files.pictures.taking_in import Say, Taken, take_folder
from foundation.commands import fail
from foundation.database.announcing import Database
from foundation.database.commands import OpenDatabase, run_with_database
from foundation.visible import visible

FOLDER = typer.Argument(help="The folder with the files that the column “picture” names.")
REFUSED = 1
"""The exit status of an import that refused files."""


def pictures_commands(
    open_database: OpenDatabase,
    migrate: Callable[[Database], Awaitable[None]],
    open_store: Callable[[], Files],
    say: Say,
) -> typer.Typer:
    """Returns the commands about pictures."""
    app = typer.Typer(no_args_is_help=True, help="The pictures of the catalogue's products.")

    @app.callback()
    def pictures() -> None:
        """The pictures of the catalogue's products."""

    @app.command("import")
    def import_pictures(
        folder: Path = FOLDER,
    ) -> None:
        """Takes in all pictures of a folder, each by the name of its file. A picture replaces an earlier one with the
        same name. Pictures that no product has named for a week are deleted."""
        if not folder.is_dir():
            fail(f"caravan: there is no folder {folder}", 2)

        async def work(database: Database) -> Taken:
            await migrate(database)
            return await take_folder(database, open_store(), folder, say)

        taken = run_with_database(open_database, work)
        for name, reason in taken.refused.items():
            typer.echo(f"{visible(name)}: {reason}", err=True)
        typer.echo(f"{taken.new} new, {taken.same} as they were, {len(taken.refused)} refused")
        if taken.refused:
            raise typer.Exit(REFUSED)

    return app
