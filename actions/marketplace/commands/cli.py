"""Runs the marketplace's own commands: `python -m actions.marketplace --help`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from actions.marketplace import demo
from actions.marketplace.base.database.engine import open_database
from actions.marketplace.commands import views
from actions.marketplace.commands.changes import TellingChanges
from actions.marketplace.commands.databases import app
from actions.marketplace.commands.running import DatabaseUrl, bound_memory, find_database_url, read_environment, run
from actions.marketplace.integrations.importing.importer import Importer, Options, Outcome, refuse_files
from actions.marketplace.integrations.importing.kinds import KINDS, find_kind
from actions.marketplace.integrations.importing.known import count_rows
from actions.marketplace.integrations.importing.problems import BadFile, say
from actions.marketplace.integrations.importing.sources import LINES, TABLES, WORKBOOKS
from actions.marketplace.integrations.importing.templates import write_template
from actions.marketplace.integrations.uploading.working import Working
from actions.marketplace.schema.migrations import migrate as migrate_database
from foundation.clock import system_clock
from foundation.files.picture_names import list_pictures
from foundation.languages import Language

__all__ = ["REFUSED", "app"]

REFUSED = 1
"""The exit status of an import that refused rows or could not read a file."""


@app.command("import")
def import_files(
    files: Annotated[list[Path], typer.Argument(help="Tables (.csv, .tsv, .xlsx, .jsonl), or folders of them.")],
    database_url: DatabaseUrl = "",
    kind: Annotated[
        str | None, typer.Option(help=f"What the file holds, if its name does not say: {', '.join(KINDS)}.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="The one sheet of a workbook to import.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    report: Annotated[Path | None, typer.Option(help="Where refused rows are listed; else beside the file.")] = None,
    language: Annotated[str, typer.Option(help="Of what is said and of the report: en or zh.")] = "en",
    template: Annotated[
        bool, typer.Option("--template", help="Write an example table of this name (products.csv).")
    ] = False,
    pictures: Annotated[
        Path | None,
        typer.Option(
            help="The folder of the products' pictures: a product that names one which is not there is refused. They"
            " come in by `python -m bot pictures import`.",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    beside_demo: Annotated[bool, typer.Option("--beside-demo", help="Import even beside the demo's data.")] = False,
) -> None:
    """Import suppliers, products, certificates, accounts, orders, payments and shipments from tables."""
    spoken: Language = "zh" if language.startswith("zh") else "en"
    if kind is not None and kind not in KINDS:
        raise typer.BadParameter(f"there is no kind {kind}; there are {', '.join(KINDS)}")
    try:
        if template:
            _write_templates(files, spoken)
            return
        options = Options(
            dry_run,
            spoken,
            kind,
            sheet,
            report,
            None if pictures is None else list_pictures(pictures),
            journal=TellingChanges(typer.echo, spoken) if dry_run else None,
        )
        if not (found := list(_found(files, named=kind is not None))):
            raise BadFile("no_tables", kinds=", ".join(KINDS))
        outcomes = run(_import(find_database_url(database_url), found, options, beside_demo))
    except BadFile as bad:
        typer.echo(say(bad.code, spoken, **bad.values), err=True)
        raise typer.Exit(REFUSED) from None
    if any(outcome.counts.refused for outcome in outcomes):
        raise typer.Exit(REFUSED)


def _write_templates(files: list[Path], language: Language) -> None:
    """Writes a template for each name that can have one.

    Raises:
        BadFile: some cannot.
    """
    bad: list[BadFile] = []
    for file in files:
        try:
            write_template(file, language)
        except BadFile as one:
            bad.append(one)
        else:
            typer.echo(say("template", language, file=str(file)))
    refuse_files(bad)


@app.command("take-uploads", hidden=True)
def take_uploads(database_url: DatabaseUrl) -> None:
    """Look at, or import, what admins uploaded on the console. The action server runs this command in a process of its
    own."""
    bound_memory()
    run(_take_uploads(database_url))


app.command("check")(views.check)
app.command("sync")(views.sync)


async def _take_uploads(database_url: str) -> None:
    database = open_database(database_url)
    try:
        await Working(database, system_clock, await demo.is_seeded(database)).work()
    finally:
        await database.close()


@app.command()
def count(database_url: DatabaseUrl = "") -> None:
    """Say how many suppliers, products, accounts and orders there are, as JSON."""
    typer.echo(json.dumps(run(_count(find_database_url(database_url)))))


async def _count(database_url: str) -> dict[str, int]:
    await migrate_database(database_url)
    database = open_database(database_url)
    try:
        return await count_rows(database)
    finally:
        await database.close()


def _found(paths: list[Path], named: bool) -> Iterator[Path]:
    """Yields the given files and, from each folder, the workbooks and those tables whose names say what they hold. With
    `named`, yields all tables of a folder. Reports of earlier imports are left out."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for file in sorted(path.iterdir()):
            ending = file.suffix.lower()
            is_table = ending in WORKBOOKS or (
                ending in (TABLES | LINES) - {".txt"} and (named or find_kind(file.stem) is not None)
            )
            if is_table and not file.name.endswith(".report.csv"):
                yield file


async def _import(database_url: str, files: list[Path], options: Options, beside_demo: bool) -> list[Outcome]:
    await migrate_database(database_url)
    database = open_database(database_url)
    try:
        if not beside_demo and await demo.is_seeded(database):
            raise BadFile("demo")
        return await Importer(database, system_clock, typer.echo, options).run(files)
    finally:
        await database.close()


if __name__ == "__main__":
    read_environment()
    app()
