"""Defines the commands `python -m bot privacy …`, which show, export and erase a person's data and
delete old data, and `python -m bot audit verify`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer

from bot.files.blobs import FolderBlobs
from bot.files.cleaning import delete_erased
from bot.files.files import open_files
from bot.files.store import list_hashes
from bot.privacy.export import export_person, write_export
from bot.privacy.periods import Periods
from bot.privacy.retention import apply_retention
from bot.privacy.store.people import Subject, count_person, erase_person, find_contacts
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import Renderer
from bot.staff.store.audit import Entry, add_entry, count_entries, find_first_broken
from foundation.clock import system_clock
from foundation.database.announcing import Connection, Database
from foundation.database.commands import OpenDatabase, run_with_database
from foundation.visible import visible

WHO = typer.Argument(metavar="WHO", help="contact:<id>, telegram:<chat>, account:<name> or person:<account>/<person>")
KEPT = (
    "Orders, requests, quotations and payments are the marketplace's records: trade law requires them, they stay. "
    "The audit log keeps the numbers of the conversations, and no word of them."
)


def privacy_commands(
    open_database: OpenDatabase, periods: Callable[[], Periods], folder: Callable[[], Path]
) -> typer.Typer:
    """Returns the commands about a person's data. `open_database`, `periods` and `folder` are
    called when a command runs, because they read the settings."""
    app = typer.Typer(no_args_is_help=True, help="What is stored about a person: show, export, erase; retention.")

    @app.command()
    def show(who: str = WHO) -> None:
        """Counts the rows that are stored about a person, table by table."""
        subject = _read_subject(who)

        async def work(database: Database) -> dict[str, int]:
            async with database.begin() as connection:
                ids = await _find_or_exit(connection, subject)
                await _log(connection, "person.open", subject, contacts=len(ids))
                return await count_person(connection, ids)

        for name, count in run_with_database(open_database, work).items():
            _say(f"{count:6}  {name}")

    @app.command()
    def export(who: str = WHO, to: str = typer.Option("export.zip", help="The ZIP to write (mode 0600).")) -> None:
        """Writes everything about a person to a ZIP: data.json, data.html (for reading), and their
        files."""
        subject = _read_subject(who)
        catalogues = load_catalogues()

        async def work(database: Database) -> None:
            async with database.begin() as connection:
                ids = await _find_or_exit(connection, subject)
                await _log(connection, "person.export", subject, contacts=len(ids))
                renderer = Renderer(catalogues)
                data = await export_person(connection, subject, ids, renderer, catalogues, system_clock())
            with os.fdopen(os.open(to, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
                await write_export(data, open_files(folder()), file)

        run_with_database(open_database, work)
        _say(f"Written to {to}")

    @app.command()
    def erase(
        who: str = WHO, yes: bool = typer.Option(False, "--yes", help="Do it without asking; it cannot be undone.")
    ) -> None:
        """Erases everything about a person, for good."""
        subject = _read_subject(who)
        if not yes:
            typer.confirm(f"Erase all that is stored about {subject}? It cannot be undone", abort=True)

        async def work(database: Database) -> dict[str, int]:
            async with database.begin() as connection:
                ids = await _find_or_exit(connection, subject)
                hashes = await list_hashes(connection, ids)
                counts = await erase_person(connection, ids)
                # The audit entry names only ids, because the name of the erased person must not be
                # kept.
                for contact_id in ids:
                    await _log(connection, "person.erase", Subject("contact", contact_id))
            await database.forget_log()
            await delete_erased(database, FolderBlobs(folder()), hashes)
            return counts

        for name, count in run_with_database(open_database, work).items():
            _say(f"{count:6}  {name}")
        _say(KEPT)

    @app.command()
    def retain() -> None:
        """Deletes the data whose retention period is over, as the gateway does every hour."""

        async def work(database: Database) -> dict[str, int]:
            return await apply_retention(database, periods(), system_clock())

        for name, count in run_with_database(open_database, work).items():
            _say(f"{count:6}  {name}")

    return app


def audit_commands(open_database: OpenDatabase) -> typer.Typer:
    """Returns the only command about the audit log, `verify`. Everything else about the audit log
    is done on the console, where each access is logged."""
    app = typer.Typer(no_args_is_help=True, help="The audit log.")

    @app.callback()
    def log() -> None:
        """Checks the audit log."""

    @app.command()
    def verify() -> None:
        """Checks that no entry was changed, removed or inserted. The exit status is 1 when the
        check fails."""

        async def work(database: Database) -> tuple[int, int | None]:
            async with database.read() as connection:
                return await count_entries(connection), await find_first_broken(connection)

        count, broken = run_with_database(open_database, work)
        if broken is not None:
            _complain(f"entry {broken} of the audit log is not what was written, or one before it is gone")
            raise typer.Exit(1)
        _say(f"{count} entries, all as they were written")

    return app


def _read_subject(words: str) -> Subject:
    try:
        return Subject.parse(words)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


async def _find_or_exit(connection: Connection, subject: Subject) -> list[str]:
    ids = await find_contacts(connection, subject)
    if not ids:
        _complain(f"nothing is stored about {subject}")
        raise typer.Exit(1)
    return ids


async def _log(connection: Connection, action: str, subject: Subject, **details: Any) -> None:
    entry = Entry("command line", "system", action, target=str(subject), details=details)
    await add_entry(connection, entry, system_clock())


def _say(line: str) -> None:
    print(visible(line))  # noqa: T201


def _complain(line: str) -> None:
    print(f"caravan: {line}", file=sys.stderr)  # noqa: T201
