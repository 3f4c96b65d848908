"""Makes the documents that actions send along with their replies: a table of values is written in
the reader's language, kept in the store of files, and attached like any other file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog

from bot.files.files import Files, in_pieces
from bot.files.store import add_file
from bot.messages.files import CheckedFile, Table
from bot.rendering.renderer import Renderer
from foundation.database.announcing import Connection

log = structlog.get_logger()
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Documents:
    """Makes documents before the turn is committed. Their bytes lie in the store then, and a turn
    that is not committed leaves them to the job that cleans it."""

    def __init__(self, files: Files, renderer: Renderer) -> None:
        self._files, self._renderer = files, renderer

    async def make(self, replies: Sequence[Mapping[str, Any]], language: str) -> list[Mapping[str, Any]]:
        """Returns the replies with each table in them made into a file, which `do_add_made` attaches."""
        return [await self._make_of(reply, language) for reply in replies]

    async def _make_of(self, reply: Mapping[str, Any], language: str) -> Mapping[str, Any]:
        tables = [file["table"] for file in reply.get("files") or () if "table" in file]
        if not tables:
            return reply
        made = [await self._write(table, language) for table in tables]
        others = [file for file in reply["files"] if "id" in file]
        kept = [file for file in made if file is not None]
        if len(kept) < len(made):
            return {"response": "file.not_made"}
        return {**reply, "files": others, "made": kept}

    async def _write(self, table: Table, language: str) -> CheckedFile | None:
        content = write_csv(self._renderer, table, language)
        made = await self._files.take_in(in_pieces(content), self._renderer.value(table["name"], language))
        if isinstance(made, CheckedFile):
            return made
        log.error("a document could not be made", reason=made.reason)
        return None


def write_csv(renderer: Renderer, table: Table, language: str) -> bytes:
    """Returns the table as CSV that spreadsheet programs read as UTF-8. No cell in it is taken for a
    formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    for row in ([*table["columns"]], *table["rows"]):
        writer.writerow(list(_write_cells(renderer, row, language)))
    return written.getvalue().encode("utf-8-sig")


def _write_cells(renderer: Renderer, row: Iterable[Any], language: str) -> Iterable[Any]:
    for value in row:
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield value
        else:
            cell = renderer.value(value, language)
            yield f"'{cell}" if cell.startswith(_STARTS_FORMULA) else cell


async def do_add_made(
    connection: Connection, reply: Mapping[str, Any], contact_id: str, conversation_id: str
) -> Mapping[str, Any]:
    """Adds the rows of the documents that `Documents.make` made for the reply, within the turn's
    transaction. Returns the reply with them among its files."""
    made = reply.get("made") or ()
    rows = [await add_file(connection, file, contact_id, conversation_id, "out") for file in made]
    others = {name: part for name, part in reply.items() if name != "made"}
    return {**others, "files": [*(reply.get("files") or ()), *({"id": row.id} for row in rows)]} if rows else reply
