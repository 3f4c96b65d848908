"""Prints in a dry run of an import which values would change."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.integrations.correcting.differences import find_differences
from actions.marketplace.integrations.importing.grouping import Item
from actions.marketplace.integrations.importing.importer import Tell
from actions.marketplace.integrations.importing.problems import say
from actions.marketplace.integrations.importing.sources import Table
from actions.marketplace.integrations.importing.taking import Counts
from foundation.languages import Language

MOST = 20
"""For how many changed rows of a table the changes are printed, besides the rows in which the import would take a
correction back."""


class TellingChanges:
    """Follows a dry run as its `Journal`, and prints the old and new values, in the language that it
    was given."""

    def __init__(self, tell: Tell, language: Language) -> None:
        self._tell, self._language, self._room = tell, language, MOST

    async def begin_table(self, connection: AsyncConnection, table: Table, *, goes_on: bool) -> None:
        self._room = MOST

    async def add_batch(
        self, connection: AsyncConnection, table: Table, items: Sequence[Item], total: Counts, done: float
    ) -> None:
        found = await find_differences(connection, table.kind, items, self._room)
        self._room = max(0, self._room - len(found))
        for one, difference in found.items():
            for name, (old, new) in difference.changes.items():
                correction = difference.taken_back.get(name)
                code = "would_change" if correction is None else "takes_back"
                column = (name, table.kind.column(name).zh)
                values = {"file": table.label, "id": one, "column": column, "old": old or "–", "new": new or "–"}
                by = {} if correction is None else {"by": correction.by, "day": correction.at.date().isoformat()}
                self._tell(say(code, self._language, **values, **by))
