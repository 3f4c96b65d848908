"""Defines the error for a file that is refused. Imports nothing, so that the process that inspects
files loads little."""

from __future__ import annotations


class Unwanted(Exception):
    """The file is refused. `reason` is the last part of the name of a text `file.refused.…` in
    locales/terms/files.yml."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
