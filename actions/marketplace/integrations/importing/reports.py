"""Writes the report of an import: a table of the refused rows with the reasons."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from actions.marketplace.integrations.importing.problems import Problem, say
from foundation.languages import Language

_MARK = b"\xef\xbb\xbf"
"""Excel takes a table for UTF-8 if it begins with this mark."""


class Report:
    """Writes the file `path`, which exists only if something was refused. `headings` are the columns' headings in the
    imported file, by their names."""

    def __init__(self, path: Path, language: Language, headings: Mapping[str, str], size: int = 0) -> None:
        """Opens the report and removes everything after its first `size` bytes, which an interrupted import has
        completed."""
        self._path, self._language, self._headings = path, language, headings
        self.size = size if size and path.exists() and path.stat().st_size >= size else 0
        if self.size:
            with path.open("r+b") as file:
                file.truncate(self.size)
        else:
            path.unlink(missing_ok=True)

    def write(self, problems: Iterable[tuple[int, Problem]]) -> None:
        """Adds problems with the lines of their rows. They are on disk when the call returns."""
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\r\n")
        if not self.size:
            rows.writerow([say(f"heading.{name}", self._language) for name in ("line", "column", "value", "reason")])
        for line, problem in problems:
            column = self._headings.get(problem.column or "", problem.column or "")
            reason = say(problem.code, self._language, **problem.values)
            rows.writerow([line, column, _harmless(problem.value), reason])
        written = (b"" if self.size else _MARK) + text.getvalue().encode("utf-8", "replace")
        with self._path.open("ab") as file:
            file.write(written)
        self.size += len(written)

    def rewind(self, size: int) -> None:
        """Removes everything that was written after the first `size` bytes."""
        if size:
            with self._path.open("r+b") as file:
                file.truncate(size)
        else:
            self._path.unlink(missing_ok=True)
        self.size = size


def _harmless(value: str) -> str:
    """Returns the value in a form that a spreadsheet shows and does not compute."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@") and not value[1:2].isdigit() else value
