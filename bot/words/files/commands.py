"""Defines the commands `python -m bot words …`, which write the operator's words to files and read
them back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import typer

from bot.rendering.catalogues import Catalogues, load_catalogues
from bot.rendering.renderer import Renderer
from bot.staff.roles import Permission, may
from bot.staff.store.agents import find_credentials
from bot.staff.store.audit import Entry, add_entry
from bot.support.hours import Calendar
from bot.support.store.calendars import add_calendar, find_calendar, lock_calendars
from bot.words.documents import FAQ, TEXTS, Content, build_original, read_document
from bot.words.files.folder import Documents, read_folder, write_folder
from bot.words.store import add_version, list_documents, lock_words
from foundation.clock import system_clock
from foundation.commands import fail
from foundation.database.announcing import Connection, Database
from foundation.database.commands import OpenDatabase, run_with_database
from foundation.errors import Explain

FOLDER = typer.Argument(help="The folder of the files.")


def words_commands(open_database: OpenDatabase, migrate: Callable[[Database], Awaitable[None]]) -> typer.Typer:
    """Returns the commands about the operator's words. Both first migrate the database, which may
    be new."""
    app = typer.Typer(no_args_is_help=True, help="The operator's words, terms, articles and hours as files.")

    @app.command("export")
    def export_words(folder: Path = FOLDER) -> None:
        """Writes all words into a folder: your own words and, where you have none, those of the product."""

        async def work(database: Database) -> None:
            await migrate(database)
            async with database.read() as connection:
                own = {(each.kind, each.name): each.content for each in await list_documents(connection)}
                calendar = await find_calendar(connection)
            catalogues = load_catalogues()
            names = {("brand", "brand"), ("terms", "terms"), *(("text", name) for name in TEXTS)}
            names |= {("article", name) for name in FAQ} | {key for key, content in own.items() if content}
            all_of_them = {key: own.get(key) or build_original(catalogues, *key) for key in names}
            print(f"{len(write_folder(folder, all_of_them, calendar))} files in {folder}")  # noqa: T201

        run_with_database(open_database, work)

    @app.command("import")
    def import_words(
        folder: Path = FOLDER, by: str = typer.Option(..., help="The username of the admin in whose name it is done.")
    ) -> None:
        """Imports all words in a folder, or none if one is wrong. Unchanged words get no new version; words without a
        file stay."""
        catalogues = load_catalogues()

        async def work(database: Database) -> None:
            await migrate(database)
            given, calendar = read_folder(folder)
            documents = {key: _check(catalogues, key, content) for key, content in given.items()}
            async with database.begin() as connection:
                changed = await do_import(connection, catalogues, documents, calendar, by)
            print(f"{changed} changed, {len(documents) + (calendar is not None) - changed} as they were")  # noqa: T201

        try:
            run_with_database(open_database, work)
        except Explain as error:
            fail(f"caravan: {Renderer(catalogues).term(error.term, 'en', error.values)}", 2)

    return app


async def do_import(
    connection: Connection, catalogues: Catalogues, documents: Documents, calendar: Calendar | None, username: str
) -> int:
    """Adds a new version of each document that differs from the newest version, and likewise of the calendar. Returns
    how many were changed.

    Raises:
        Explain: there is no such admin.
    """
    known = await find_credentials(connection, username)
    if known is None or not may(known.agent.role, Permission.WORDS):
        raise Explain("bad_words", "console.refused.unknown_member", username=username)
    await lock_words(connection)
    await lock_calendars(connection)
    own = {(each.kind, each.name): each.content for each in await list_documents(connection)}
    changed = {
        key: content
        for key, content in documents.items()
        if content != (own.get(key) or build_original(catalogues, *key))
    }
    for (kind, name), content in changed.items():
        await add_version(connection, kind, name, content, known.agent.id, system_clock())
    has_hours = calendar is not None and calendar != await find_calendar(connection)
    if calendar is not None and has_hours:
        await add_calendar(connection, calendar, known.agent.id, system_clock())
    details = {"changed": len(changed) + has_hours, "username": username}
    await add_entry(connection, Entry("command line", "system", "words.import", details=details), system_clock())
    return len(changed) + has_hours


def _check(catalogues: Catalogues, key: tuple[str, str], content: Content) -> Content:
    """Returns the content as it is stored.

    Raises:
        Explain: something is wrong, with the document in the message.
    """
    try:
        return read_document(catalogues, *key, content)
    except Explain as error:
        problem = Renderer(catalogues).term(error.term, "en", error.values)
        file = " ".join(dict.fromkeys(key))
        raise Explain("bad_words", "words.refused.folder", file=file, problem=problem) from None
