"""Defines `python -m bot …`: the gateway and its small commands."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import typer
import uvloop
from pydantic import ValidationError
from pydantic_settings import SettingsError

from bot.console.administration.commands import staff_commands
from bot.demo.installation import add_demo_secrets
from bot.errors import CaravanError
from bot.privacy.commands import audit_commands, privacy_commands
from bot.settings import VAR, DatabaseSettings, Settings, find_problems
from bot.understanding.commands import understanding_commands
from foundation.commands import run_command
from foundation.private_files import tighten, tighten_databases, write_privately
from telemetry import configure

S = TypeVar("S", bound=DatabaseSettings)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def read_settings() -> Settings:
    """Returns the settings. If some are wrong, it prints a line for each and exits with status 2."""
    return add_demo_secrets(_or_one_line_each(Settings), VAR).with_derived_secrets()


def read_database_settings() -> DatabaseSettings:
    """Returns the settings of the databases. It handles wrong ones as `read_settings` does.
    Commands that maintain the databases need no other settings."""
    return _or_one_line_each(DatabaseSettings)


def _or_one_line_each(read: Callable[[], S]) -> S:
    try:
        return read()
    except ValidationError as error:
        for line in find_problems(error):
            print(f"caravan: {line}", file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None
    except SettingsError as error:
        print(f"caravan: SECRETS_DIR: {error}", file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None


app.add_typer(understanding_commands(lambda: read_settings().database_url), name="not-understood")
app.add_typer(staff_commands(lambda: read_settings().database_url, lambda: read_settings().address), name="staff")
app.add_typer(
    privacy_commands(
        lambda: read_settings().database_url, lambda: read_settings().periods, lambda: read_settings().files_folder
    ),
    name="privacy",
)
app.add_typer(audit_commands(lambda: read_settings().database_url), name="audit")


@app.callback()
def commands() -> None:
    """The gateway, and its small commands."""
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
    from bot.database.engine import Database
    from bot.schema.migrations import migrate as upgrade

    async def run() -> None:
        database = Database(read_database_settings().database_url)
        try:
            await upgrade(database)
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
