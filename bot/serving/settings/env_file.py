"""Checks the file `.env` before settings are read from it. pydantic-settings would pass over names that it
does not know, and stop with a traceback at a file that is not UTF-8."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

from dotenv import dotenv_values

OF_OTHER_PROGRAMS = frozenset(["actions_host", "actions_port", "rasa_host", "rasa_port", "search_index_path"])
"""Settings that only the action server or Rasa read, which have no field in the gateway's settings."""


class UnreadableEnvFile(Exception):
    """Says in one line why `.env` cannot be read."""


def list_names(path: Path) -> Sequence[str]:
    """Returns the names that the file sets, or none when there is no file.

    Raises:
        UnreadableEnvFile: the file is not UTF-8.
    """
    if not path.is_file():
        return ()
    try:
        return tuple(dotenv_values(path, encoding="utf-8"))
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise UnreadableEnvFile(f"{path.name}: line {line} is not UTF-8; save the file as UTF-8") from error


def find_unknown_names(path: Path, known: Iterable[str]) -> list[str]:
    """Returns a line for each name in the file that is not a setting, with the setting that was probably meant. `known`
    are the names of the gateway's settings in lower case.

    Raises:
        UnreadableEnvFile: the file is not UTF-8.
    """
    settings = OF_OTHER_PROGRAMS.union(known)
    return [
        f"{path.name}: {name} is no setting and has no effect{_suggest(name, settings)}"
        for name in list_names(path)
        if name.lower() not in settings
    ]


def _suggest(name: str, settings: Iterable[str]) -> str:
    near = get_close_matches(name.lower(), settings, n=1, cutoff=0.7)
    return f"; did you mean {near[0].upper()}?" if near else ""
