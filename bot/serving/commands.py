"""Collects the maintenance commands that the feature packages (such as bot.staff and bot.privacy)
declare. They are collected apart from the parts of a gateway (subjects.py), so that a command starts
without importing these."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import typer

from bot.files.files import open_files
from bot.files.pictures.commands import pictures_commands
from bot.privacy.commands import audit_commands, privacy_commands
from bot.privacy.periods import Periods
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import Renderer
from bot.staff.commands import staff_commands
from bot.understanding.commands import understanding_commands
from bot.words.files.commands import words_commands
from foundation.database.announcing import Database
from foundation.database.commands import OpenDatabase
from foundation.errors import Explain


def explain(error: Explain) -> str:
    """Returns the text of an error for the terminal, in English."""
    return Renderer(load_catalogues()).term(error.term, "en", error.values)


def say(term: str, values: Mapping[str, Any]) -> str:
    """Returns the text with this name for the terminal, in English."""
    return Renderer(load_catalogues()).term(term, "en", values)


def commands(
    open_database: OpenDatabase,
    migrate: Callable[[Database], Awaitable[None]],
    welcome_page: Callable[[], str],
    periods: Callable[[], dict[str, Any]],
    files_folder: Callable[[], Path],
) -> dict[str, typer.Typer]:
    """Returns the groups of maintenance commands by name. The parameters are functions, because
    settings are read only when a command runs."""
    return {
        "not-understood": understanding_commands(open_database),
        "staff": staff_commands(open_database, migrate, welcome_page, explain),
        "privacy": privacy_commands(open_database, lambda: Periods(**periods()), files_folder),
        "audit": audit_commands(open_database),
        "words": words_commands(open_database, migrate),
        "pictures": pictures_commands(open_database, migrate, lambda: open_files(files_folder()), say),
    }
