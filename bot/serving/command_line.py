"""Defines the command line `python -m bot …`, which runs the gateway or one of its maintenance
commands."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Coroutine
from typing import Any, TypeVar

import typer
import uvloop

from bot.database.engine import open_database
from bot.database.migrations import migrate as migrate_database
from bot.serving.commands import commands
from bot.serving.settings.places import VAR, DatabaseSettings
from bot.serving.settings.reading import read_database_settings, read_settings
from foundation.commands import run_command
from foundation.database.announcing import Database
from foundation.errors import CaravanError
from foundation.files.private_files import tighten, tighten_databases, write_privately
from telemetry import configure

S = TypeVar("S", bound=DatabaseSettings)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def _open_database() -> Database:
    return open_database(read_settings().database_url)


def _welcome_page() -> str:
    from bot.console.protection.security import PREFIX  # imports the whole console, which other commands do not need

    return f"{read_settings().address}{PREFIX}/welcome"


for name, subcommands in commands(
    _open_database,
    migrate_database,
    _welcome_page,
    lambda: read_settings().periods,
    lambda: read_settings().files_folder,
).items():
    app.add_typer(subcommands, name=name)


@app.callback()
def prepare() -> None:
    """Runs the gateway or one of its maintenance commands."""
    write_privately()


@app.command()
def serve() -> None:
    """Runs the gateway."""
    from bot.serving.bootstrap import build_app
    from bot.serving.server import GatewayServer

    settings = read_settings()
    tighten(VAR)
    tighten_databases([settings.database_url])
    configure("gateway", level=settings.log_level, form=settings.log_format, secrets=settings.secrets)
    server = GatewayServer(build_app(settings), settings.host, settings.port)
    gc.collect()
    # The imported modules are never freed. `gc.freeze` keeps the garbage collector from walking
    # over these modules, which would delay thousands of chats.
    gc.freeze()
    _or_one_line(server.serve())


@app.command()
def chat(
    account: str = typer.Argument(
        "", metavar="AS", help="A demo account; without the demo buyer:NAME or supplier:NAME; empty for a visitor."
    ),
    language: str = typer.Option("", help="en or zh; else the conversation's own."),
) -> None:
    """Chats in the terminal with a running Caravan."""
    from bot.demo.terminal import run_chat

    settings = read_settings()
    keys = None if settings.demo else settings.identity_secret
    raise SystemExit(asyncio.run(run_chat(settings.address, account, language or None, keys)))


@app.command()
def migrate() -> None:
    """Brings the gateway's database to the newest revision."""

    async def run() -> None:
        database = open_database(read_database_settings().database_url)
        try:
            await migrate_database(database)
        finally:
            await database.close()

    _or_one_line(run())


def _or_one_line(work: Coroutine[Any, Any, None]) -> None:
    """Runs `work`. When the database cannot be reached, or a newer Caravan wrote it, prints one
    clear line instead of a traceback."""
    run_command(work, _explain, loop_factory=uvloop.new_event_loop)


def _explain(error: Exception) -> str | None:
    return f"caravan: {str(error) or 'the database cannot be reached'}" if isinstance(error, CaravanError) else None
