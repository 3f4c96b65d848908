"""Defines `python -m bot …`: the gateway and its small commands."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Coroutine
from typing import Any, TypeVar

import typer
import uvloop

from bot.console.security import PREFIX
from bot.database.engine import open_database
from bot.schema.migrations import migrate as migrate_database
from bot.settings import (
    VAR,
    DatabaseSettings,
    read_database_settings,
    read_settings,
)
from bot.subjects import commands
from foundation.commands import run_command
from foundation.database.announcing import Database
from foundation.errors import CaravanError
from foundation.private_files import tighten, tighten_databases, write_privately
from telemetry import configure

S = TypeVar("S", bound=DatabaseSettings)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def _open_database() -> Database:
    return open_database(read_settings().database_url)


for name, subcommands in commands(
    _open_database,
    migrate_database,
    lambda: f"{read_settings().address}{PREFIX}/welcome",
    lambda: read_settings().periods,
    lambda: read_settings().files_folder,
).items():
    app.add_typer(subcommands, name=name)


@app.callback()
def prepare() -> None:
    """Runs the gateway and its small commands."""
    write_privately()


@app.command()
def serve() -> None:
    """Runs the gateway."""
    from bot.bootstrap import build_app
    from bot.serving.server import GatewayServer

    settings = read_settings()
    tighten(VAR)
    tighten_databases([settings.database_url])
    configure("gateway", level=settings.log_level, form=settings.log_format, secrets=settings.secrets)
    server = GatewayServer(build_app(settings), settings.host, settings.port)
    gc.collect()
    # Imported objects stay for ever: a collection that walks over all of them would delay thousands
    # of chats.
    gc.freeze()
    _or_one_line(server.serve())


@app.command()
def chat(
    account: str = typer.Argument("", metavar="AS", help="A demo account; empty for a visitor."),
    language: str = typer.Option("", help="en or zh; else the conversation's own."),
) -> None:
    """Chats in the terminal with a running Caravan."""
    from bot.demo.terminal import run_chat

    settings = read_settings()
    raise SystemExit(asyncio.run(run_chat(settings.address, account, language or None)))


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
    """Runs `work`. If the database cannot be reached, or a newer Caravan wrote it, it prints one
    clear line."""
    run_command(work, _explain, loop_factory=uvloop.new_event_loop)


def _explain(error: Exception) -> str | None:
    return f"caravan: {str(error) or 'the database cannot be reached'}" if isinstance(error, CaravanError) else None


if __name__ == "__main__":
    app()
