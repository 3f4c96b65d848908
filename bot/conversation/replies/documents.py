"""Makes the documents that the action server adds to its replies. A table of values becomes a CSV
file in the reader's language, a paper such as an invoice becomes a PDF in both languages. They are
stored and attached to the reply like any other file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog

from bot.files.files import Files, in_pieces
from bot.files.papers.printer import Printer
from bot.files.papers.sheet import Both, build_sheet
from bot.files.store import add_file
from bot.messages.files import CheckedFile, Paper, Table
from bot.messages.reply import term
from bot.rendering.renderer import Renderer
from foundation.database.announcing import Connection
from foundation.languages import LANGUAGES

log = structlog.get_logger()
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Documents:
    """Makes documents before the answer is committed to the database. If the transaction is rolled
    back, the stored bytes remain without a row until a cleaning job deletes them."""

    def __init__(self, files: Files, renderer: Renderer, printer: Printer | None = None) -> None:
        self._files, self._renderer, self._printer = files, renderer, printer or Printer()

    async def make(self, replies: Sequence[Mapping[str, Any]], language: str) -> list[Mapping[str, Any]]:
        """Returns the replies with a stored file (under `made`) in place of each table and
        each paper.
        `do_add_made` then attaches the files."""
        return [await self._make_of(reply, language) for reply in replies]

    async def _make_of(self, reply: Mapping[str, Any], language: str) -> Mapping[str, Any]:
        given = [file for file in reply.get("files") or () if "id" not in file]
        if not given:
            return reply
        made = [
            await (self._print(file["paper"]) if "paper" in file else self._write(file["table"], language))
            for file in given
        ]
        others = [file for file in reply["files"] if "id" in file]
        kept = [file for file in made if file is not None]
        if len(kept) < len(made):
            return {"response": "file.not_made"}
        return {**reply, "files": others, "made": kept}

    async def _write(self, table: Table, language: str) -> CheckedFile | None:
        content = write_csv(self._renderer, table, language)
        return await self._keep(content, self._renderer.value(table["name"], language))

    async def _print(self, paper: Paper) -> CheckedFile | None:
        """Prints a paper. The paper is the same for every reader, since it is in both languages."""
        footer, page = (
            self._in_both(term("paper.footer")),
            self._in_both(term("paper.page", page="{page}", pages="{pages}")),
        )
        producer = self._renderer.catalogues.brand("en")
        content = await self._printer.print(build_sheet(paper, self._in_both, footer, page, producer))
        return None if content is None else await self._keep(content, paper["name"])

    def _in_both(self, value: Any) -> Both:
        english, chinese = (self._renderer.value(value, language) for language in LANGUAGES)
        return english, chinese

    async def _keep(self, content: bytes, name: str) -> CheckedFile | None:
        made = await self._files.take_in(in_pieces(content), name)
        if isinstance(made, CheckedFile):
            return made
        log.error("a document could not be made", reason=made.reason)
        return None


def write_csv(renderer: Renderer, table: Table, language: str) -> bytes:
    """Returns the table as CSV that spreadsheet programs read as UTF-8. Text that spreadsheet
    programs would run as a formula gets a leading quote."""
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
    """Adds database rows for the documents that `Documents.make` made for the reply, in the
    caller's transaction. Returns the reply with these documents among its files."""
    made = reply.get("made") or ()
    rows = [await add_file(connection, file, contact_id, conversation_id, "out") for file in made]
    others = {name: part for name, part in reply.items() if name != "made"}
    return {**others, "files": [*(reply.get("files") or ()), *({"id": row.id} for row in rows)]} if rows else reply
