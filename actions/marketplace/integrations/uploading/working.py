"""Works through the waiting uploads: looks at each or imports it, and notes after every batch how far the work is. Work
that was interrupted is continued, and a second import of the same rows changes nothing."""

from __future__ import annotations

import base64
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.database.engine import Database
from actions.marketplace.integrations.correcting.differences import Difference, find_differences
from actions.marketplace.integrations.importing.grouping import Item
from actions.marketplace.integrations.importing.importer import Importer, Options
from actions.marketplace.integrations.importing.problems import BadFile, say
from actions.marketplace.integrations.importing.records import NewProduct
from actions.marketplace.integrations.importing.refusals import storable, write_reasons
from actions.marketplace.integrations.importing.sources import WORKBOOKS, Table
from actions.marketplace.integrations.importing.taking import Counts
from actions.marketplace.integrations.uploading.tables import upload_pieces, upload_problems, uploads
from actions.marketplace.integrations.uploading.uploads import MOST_PROBLEMS, PIECE, WAITING, forget_files
from foundation.clock import Clock

MOST_TRIES = 3
"""How often work on an upload may end without progress before it is given up. A file may, for example, need more memory
than is allowed."""
MOST_SAMPLES = 8
MOST_CHANGES = 30
"""For how many changed rows of a table the old and new values are shown."""
MOST_TAKEN_BACK = 100
"""For how many rows of a table it is shown that an import would take a correction back."""
MOST_PICTURES = 2_000
MOST_PARTS = 3_000
MOST_UNPACKED = 2 * 1024**3
"""The most bytes to which a workbook may unpack. A million rows of goods make about 600 MB."""
_uploads, _pieces, _problems = uploads.c, upload_pieces.c, upload_problems.c


class Working:
    """Works through the uploads that wait. `beside_demo` says that the database holds the demo's data."""

    def __init__(self, database: Database, clock: Clock, beside_demo: bool) -> None:
        self._database, self._clock, self._beside_demo = database, clock, beside_demo

    async def work(self) -> None:
        """Looks at, or imports, one upload after another, until none waits or another import runs."""
        while (row := await self._take()) is not None:
            if not await self._do(row):
                return

    async def _take(self) -> Any:
        """Returns the oldest waiting upload, and counts one more attempt at it."""
        waiting = select(uploads).where(_uploads.state.in_(WAITING)).order_by(_uploads.changed_at)
        async with self._database.begin() as connection:
            row = (await connection.execute(waiting.limit(1).with_for_update(skip_locked=True))).first()
            if row is not None:
                tried = update(uploads).where(_uploads.id == row.id).values(tries=row.tries + 1)
                await connection.execute(tried)
        return row

    async def _do(self, row: Any) -> bool:
        """Looks at the upload or imports it. Returns False if another import runs, so that this one must wait."""
        dry = row.state == "to_look"
        journal = UploadJournal(row.id, [] if dry else row.tables, dry=dry)
        bad = await self._import(row, Options(dry, kind=row.kind, journal=journal))
        if bad is not None and bad.code == "running":
            await self._change(row.id, tries=row.tries)
            return False
        await self._end(row, "failed" if bad is not None else "looked" if dry else "applied", journal, bad)
        return True

    async def _import(self, row: Any, options: Options) -> BadFile | None:
        """Imports the files of the upload. Returns the reason if that is not possible, else None."""
        too_hard = BadFile("too_hard", file=", ".join(one["name"] for one in row.files))
        if row.tries >= MOST_TRIES:
            return too_hard
        try:
            with tempfile.TemporaryDirectory() as folder:
                paths = await self._write_files(row, Path(folder))
                await Importer(self._database, self._clock, lambda _: None, options).run(paths)
        except BadFile as bad:
            return bad
        except MemoryError:
            return too_hard
        return None

    async def _write_files(self, row: Any, folder: Path) -> list[Path]:
        paths = [folder / one["name"] for one in row.files]
        for place, path in enumerate(paths):
            with path.open("wb") as file:
                for number in range(-(-row.files[place]["bytes"] // PIECE)):
                    file.write(await self._read_piece(row.id, place, number))
            if path.suffix.lower() in WORKBOOKS:
                check_workbook(path)
        return paths

    async def _read_piece(self, upload_id: str, file: int, place: int) -> bytes:
        piece = select(_pieces.content).where(
            _pieces.upload_id == upload_id, _pieces.file == file, _pieces.place == place
        )
        async with self._database.read() as connection:
            return base64.b64decode((await connection.execute(piece)).scalar_one())

    async def _end(self, row: Any, state: str, journal: UploadJournal, bad: BadFile | None) -> None:
        errors = {
            f"error_{language}": None if bad is None else storable(say(bad.code, language, **bad.values))[:500]
            for language in ("en", "zh")
        }
        async with self._database.begin() as connection:
            if bad is None:
                journal.finish()
            if state != "looked":
                await forget_files(connection, row.id)
            demo = self._beside_demo or row.beside_demo
            values = {
                "state": state,
                "tables": journal.tables,
                "beside_demo": demo,
                "changed_at": self._clock(),
                **errors,
            }
            still = update(uploads).where(_uploads.id == row.id, _uploads.state == row.state)
            await connection.execute(still.values(values))

    async def _change(self, upload_id: str, **values: Any) -> None:
        async with self._database.begin() as connection:
            await connection.execute(update(uploads).where(_uploads.id == upload_id).values(values))


class UploadJournal:
    """Records for an upload how far its import is, and which rows were refused. `tables` holds the results of the first
    look, which the import replaces table by table. A `dry` look compares the rows with the stored ones."""

    def __init__(self, upload_id: str, tables: Sequence[dict[str, Any]], *, dry: bool) -> None:
        self.tables = [dict(one, done=0.0) for one in tables]
        self._upload_id, self._dry, self._room = upload_id, dry, 0
        self._samples: dict[str, list[dict[str, Any]]] = {}
        self._taken_back: list[dict[str, Any]] = []
        self._pictures: dict[str, None] = {}

    def finish(self) -> None:
        """Marks all tables as read completely."""
        self.tables = [one | {"done": 1.0} for one in self.tables]

    async def begin_table(self, connection: AsyncConnection, table: Table, *, goes_on: bool) -> None:
        of_upload = _problems.upload_id == self._upload_id
        if not goes_on:
            await connection.execute(
                delete(upload_problems).where(of_upload, _problems.table == storable(table.label)[:200])
            )
        kept = (
            await connection.execute(select(func.count()).select_from(upload_problems).where(of_upload))
        ).scalar_one()
        self._room = max(0, MOST_PROBLEMS - kept)
        self._samples, self._taken_back, self._pictures = {"new": [], "changed": []}, [], {}

    async def add_batch(
        self, connection: AsyncConnection, table: Table, items: Sequence[Item], total: Counts, done: float
    ) -> None:
        room = MOST_CHANGES - len(self._samples["changed"])
        found = await find_differences(connection, table.kind, items, room) if self._dry else {}
        self._note_samples(items, found)
        written = self._write_table(table, total, done)
        places = [place for place, one in enumerate(self.tables) if one["label"] == written["label"]]
        if places and not self._dry:
            written |= {name: self.tables[places[0]].get(name, written[name]) for name in ("samples", "taken_back")}
        self.tables = [one for place, one in enumerate(self.tables) if place not in places]
        self.tables.insert(places[0] if places else len(self.tables), written)
        problems = [self._write_problem(table, line, one) for item in items for line, one in item.problems]
        if problems := problems[: self._room]:
            await connection.execute(insert(upload_problems), problems)
            self._room -= len(problems)
        got_on = update(uploads).where(_uploads.id == self._upload_id)
        await connection.execute(got_on.values(tables=self.tables, tries=0))

    def _note_samples(self, items: Sequence[Item], found: Mapping[str, Difference]) -> None:
        for item in items:
            if item.record is None:
                continue
            difference = found.get(str(item.operator_id), Difference())
            samples, most = self._samples.get(item.became or "", []), MOST_CHANGES if found else MOST_SAMPLES
            if difference.taken_back:
                samples, most = self._taken_back, MOST_TAKEN_BACK
            if item.became != "unchanged" and len(samples) < most:
                samples.append(_write_sample(item, difference))
            if isinstance(item.record, NewProduct) and item.record.picture and len(self._pictures) < MOST_PICTURES:
                self._pictures[item.record.picture] = None

    def _write_table(self, table: Table, total: Counts, done: float) -> dict[str, Any]:
        return {
            "label": storable(table.label)[:200],
            "kind": table.kind.name,
            "new": total.new,
            "changed": total.changed,
            "unchanged": total.unchanged,
            "refused": total.refused,
            "done": done,
            "passed_over": [storable(one)[:80] for one in table.passed_over[:30]],
            "unused": [storable(one)[:80] for one in table.unused[:30]],
            "samples": self._samples,
            "taken_back": self._taken_back,
            "pictures": list(self._pictures),
        }

    def _write_problem(self, table: Table, line: int, problem: Any) -> dict[str, Any]:
        column = problem.column or ""
        return {
            "upload_id": self._upload_id,
            "table": storable(table.label)[:200],
            "line": line,
            "column": storable(table.headings.get(column, column))[:100],
            "value": storable(problem.value)[:80],
            **write_reasons(problem),
        }


def check_workbook(path: Path) -> None:
    """Checks, by the directory of a workbook, to how many bytes it unpacks, so that no more are unpacked.

    Raises:
        BadFile: there are too many bytes, or the file is not a workbook.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise BadFile("broken_workbook", file=path.name) from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BadFile("too_hard", file=path.name)


def _write_sample(item: Item, difference: Difference) -> dict[str, Any]:
    """Returns a row of a file for JSON: its changes, each as column, old and new cell, and who had corrected the old
    cell."""
    return {
        "id": storable(str(item.operator_id)),
        "name": _name(item.record),
        "changes": [
            {"column": name, "old": storable(old)[:200], "new": storable(new)[:200]}
            for name, (old, new) in difference.changes.items()
        ],
        "taken_back": [
            {"column": name, "by": one.by, "at": one.at.isoformat()} for name, one in difference.taken_back.items()
        ],
    }


def _name(record: Any) -> str:
    """Returns a name of the record, if it has one."""
    found = getattr(record, "name", None)
    names = [getattr(found, "en", None), getattr(found, "zh", None)] if not isinstance(found, str) else [found]
    return storable(next((one for one in names if one), ""))[:120]
