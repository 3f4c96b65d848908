"""Defines the error for a file that is not taken. Imports nothing, because the process that inspects
files raises it."""

from __future__ import annotations


class Unwanted(Exception):
    """The file is not taken. `reason` is a name below `file.refused.` in locales/terms/files.yml."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
