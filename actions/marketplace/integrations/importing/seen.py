"""Remembers on disk which ids the files of an import contain, so that memory does not grow with the number of rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Self

_AT_ONCE = 500


class SeenIds:
    """Keeps, in a temporary SQLite file, the line in which each id first occurs, and the ids that a dry run would have
    imported."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", isolation_level=None)  # "" is a temporary file, which SQLite deletes
        self._file.execute("CREATE TABLE seen (id TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID")
        self._file.execute("CREATE TABLE accepted (kind TEXT, id TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID")
        self._file.execute("CREATE TABLE owners (kind TEXT, id TEXT, owner TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._file.close()

    def begin_file(self) -> None:
        self._file.execute("DELETE FROM seen")

    def note(self, rows: Sequence[tuple[str, int]]) -> list[int | None]:
        """Notes the ids with their lines. Returns, for each id, the line in which it occurred before, or None."""
        before: list[int | None] = []
        self._file.execute("BEGIN")
        for one, line in rows:
            done = self._file.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (_storable(one), line))
            found = None
            if not done.rowcount:
                (found,) = self._file.execute("SELECT line FROM seen WHERE id = ?", (_storable(one),)).fetchone()
            before.append(found)
        self._file.execute("COMMIT")
        return before

    def list_unseen(self, ids: Sequence[str]) -> set[str]:
        """Returns those of the ids that were not passed to `note`."""
        listed = {_storable(one): one for one in ids}
        found: set[str] = set()
        for start in range(0, len(ids), _AT_ONCE):
            some = [_storable(one) for one in ids[start : start + _AT_ONCE]]
            marks = ", ".join("?" * len(some))
            query = f"SELECT id FROM seen WHERE id IN ({marks})"  # noqa: S608  only marks
            found |= {one for (one,) in self._file.execute(query, some)}
        return {one for stored, one in listed.items() if stored not in found}

    def accept(self, kind: str, ids: Iterable[str]) -> None:
        """Records that a dry run would have imported these rows."""
        self._file.executemany("INSERT OR IGNORE INTO accepted VALUES (?, ?)", [(kind, _storable(one)) for one in ids])

    def accepted(self, wanted: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
        """Returns those of the wanted ids, by kind, that `accept` has recorded."""
        found: dict[str, set[str]] = {}
        for kind, ids in wanted.items():
            listed = list({_storable(one): one for one in ids}.items())
            found[kind] = set()
            for start in range(0, len(listed), _AT_ONCE):
                some = dict(listed[start : start + _AT_ONCE])
                marks = ", ".join("?" * len(some))
                query = f"SELECT id FROM accepted WHERE kind = ? AND id IN ({marks})"  # noqa: S608  only marks
                found[kind] |= {some[one] for (one,) in self._file.execute(query, (kind, *some))}
        return found

    def own(self, kind: str, owners: Mapping[str, str]) -> None:
        """Records the owners that a dry run would have given to these rows: the supplier of a product, the company of
        an account."""
        rows = [(kind, _storable(one), owner) for one, owner in owners.items()]
        self._file.executemany("INSERT OR REPLACE INTO owners VALUES (?, ?, ?)", rows)

    def owners(self, kind: str, ids: Iterable[str]) -> dict[str, str]:
        """Returns the owners of those of the rows that `own` has recorded."""
        query = "SELECT owner FROM owners WHERE kind = ? AND id = ?"
        found = {one: self._file.execute(query, (kind, _storable(one))).fetchone() for one in ids}
        return {one: row[0] for one, row in found.items() if row is not None}


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
