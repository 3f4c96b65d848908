"""Reads the settings when a program starts. Each wrong or missing setting is reported with one line of text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex
from typing import TypeVar

from pydantic import ValidationError
from pydantic_settings import SettingsError

from bot.serving.settings.env_file import UnreadableEnvFile, find_unknown_names, list_names
from bot.serving.settings.places import ROOT, VAR, DatabaseSettings
from bot.serving.settings.settings import Settings
from foundation.files.private_files import read_or_make

S = TypeVar("S", bound=DatabaseSettings)

ENV_FILE = ROOT / ".env"


def read_settings(env_file: Path = ENV_FILE) -> Settings:
    """Returns the settings. `env_file` is checked before. If a setting is wrong, prints a line for each wrong one and
    exits with status 2."""
    return add_demo_secrets(_or_one_line_each(Settings, env_file), VAR).with_derived_secrets()


def read_database_settings() -> DatabaseSettings:
    """Returns the settings that say where the databases and the files are. If a setting is wrong,
    prints a line for each wrong one and exits with status 2."""
    return _or_one_line_each(DatabaseSettings, ENV_FILE)


def warn_of_unknown_names(env_file: Path = ENV_FILE) -> None:
    """Prints a line for each name in `env_file` that is not a setting, such as a misspelt one."""
    for line in find_unknown_names(env_file, Settings.model_fields):
        print(f"caravan: {line}", file=sys.stderr)  # noqa: T201


def add_demo_secrets(settings: Settings, folder: Path) -> Settings:
    """Returns the settings, in the demo with random secrets for those that are not set. The secrets
    are kept in a file in `folder`."""
    if not settings.demo:
        return settings
    made = _read_demo_secrets(folder)
    kid, _, key = made["identity_secret"].partition(":")
    return settings.model_copy(
        update={
            "secret_key": settings.secret_key or made["secret_key"],
            "identity_secret": settings.identity_secret or {kid: key},
        }
    )


def _read_demo_secrets(folder: Path) -> dict[str, str]:
    def make() -> dict[str, str]:
        return {"secret_key": token_hex(32), "identity_secret": f"demo:{token_hex(32)}"}

    return read_or_make(folder / "demo-secrets.json", make)


def find_problems(error: ValidationError) -> list[str]:
    """Returns a line of text for each wrong setting, without its value."""
    lines = []
    for item in error.errors(include_url=False, include_input=False):
        name = ".".join(str(part) for part in item["loc"]).upper()
        message = item["msg"].removeprefix("Value error, ")
        lines += [f"{name}: {message}"] if name else message.split("\n")
    return lines


def _or_one_line_each(read: Callable[[], S], env_file: Path) -> S:
    try:
        list_names(env_file)
        return read()
    except UnreadableEnvFile as error:
        print(f"caravan: {error}", file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None
    except ValidationError as error:
        for line in find_problems(error):
            print(f"caravan: {line}", file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None
    except SettingsError as error:
        print(f"caravan: SECRETS_DIR: {error}", file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None
