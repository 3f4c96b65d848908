"""Lets admins import tables: a look says first what would change and what would be refused, and an admin decides then
whether it is imported. The action servers do both, as the command of the import does."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import UploadFile

from bot.console.deps import ConsoleDeps
from bot.console.page import Page, PageParts
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.console.trail import note
from bot.conversation.replies.documents import write_csv
from bot.files.pictures.store import find_pictures
from bot.marketplace.staff.uploads import KINDS, MOST_PROBLEMS, PIECE, SHOWN_PROBLEMS, SentFile, Upload, UploadRefused
from bot.messages.files import Table
from bot.staff.roles import Permission
from bot.support.handoff.access import NotFound

LARGEST = 64 * 1024 * 1024
"""The most bytes of the files that are uploaded at a time."""
MOST_FILES = 10
SHOWN_PICTURES = 20
IMPORT = ("import", "upload")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ID = re.compile(r"[0-9a-f]{32}")


class ImportPages(Page):
    def __init__(self, parts: PageParts) -> None:
        super().__init__(parts)
        assert parts.deps.uploads is not None
        self._uploads = parts.deps.uploads

    @classmethod
    def is_on(cls, deps: ConsoleDeps) -> bool:
        return deps.uploads is not None

    @page("GET", "/imports", "imports", Permission.MARKET, "imports.open")
    async def index(self, request: Request) -> Response:
        await self._guard.read_session(request)
        return await self._list(request)

    @page("POST", "/imports", "import_upload", Permission.MARKET, "imports.upload")
    async def upload(self, request: Request) -> Response:
        """Uploads tables and has them looked at."""
        session, form, files = await self._guard.read_form_with_files(request, "files", MOST_FILES)
        kind = next((one for one in KINDS if one == form.get("kind")), None)
        note(request, files=[str(one.filename)[:120] for one in files])
        sent = [SentFile(str(one.filename), one.size or 0, read_pieces(one)) for one in files]
        try:
            upload_id = await self._uploads.send(sent, kind, session.agent.username)
        except UploadRefused as refused:
            return await self._list(request, refused.reasons[self._views.language(request)], 422)
        async with self._database.begin() as connection:
            await self._trail.add(connection, request, upload=upload_id)
        return RedirectResponse(_path(upload_id), 303, headers=HEADERS)

    @page("GET", "/imports/templates/{table}", "import_template", Permission.MARKET)
    async def template(self, request: Request, table: str) -> Response:
        """Sends an example workbook of a kind of table, to be filled in."""
        await self._guard.read_session(request)
        content = await self._uploads.make_template(table, self._views.language(request))
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{table}.xlsx"'}
        return Response(content, media_type=WORKBOOK, headers=headers)

    @page("GET", "/imports/{upload}", "import_show", Permission.MARKET, "imports.look", IMPORT)
    async def show(self, request: Request, upload: str) -> Response:
        await self._guard.read_session(request)
        return self._views.render_page(request, "import.html", **await self._describe(request, upload))

    @page("GET", "/imports/{upload}/progress", "import_progress", Permission.MARKET)
    async def progress(self, request: Request, upload: str) -> Response:
        """Returns how far an upload is, in figures, while it is worked on. After that the browser is told to load the
        page again."""
        await self._guard.read_session(request)
        found = await self._access(upload)
        if not found.is_working:
            return Response(headers={**HEADERS, "HX-Refresh": "true"})
        part = self._views.render_part(self._views.language(request), "_import_progress.html", upload=found)
        return HTMLResponse(part, headers=HEADERS)

    @page("POST", "/imports/{upload}/apply", "import_apply", Permission.MARKET, "imports.apply", IMPORT)
    async def apply(self, request: Request, upload: str) -> Response:
        await self._guard.read_form(request)
        found = await self._access(upload)
        is_ours = await self._uploads.apply(upload)
        async with self._database.begin() as connection:
            counts = {what: found.count(what) for what in ("new", "changed", "refused")}
            await self._trail.add(connection, request, files=list(found.names), decided=is_ours, counts=counts)
        return RedirectResponse(_path(upload), 303, headers=HEADERS)

    @page("POST", "/imports/{upload}/discard", "import_discard", Permission.MARKET, "imports.discard", IMPORT)
    async def discard(self, request: Request, upload: str) -> Response:
        """Deletes an upload. What was imported from it stays."""
        await self._guard.read_form(request)
        found = await self._access(upload)
        is_gone = await self._uploads.give_up(upload)
        async with self._database.begin() as connection:
            await self._trail.add(connection, request, files=list(found.names), decided=is_gone)
        return RedirectResponse(f"{PREFIX}/imports" if is_gone else _path(upload), 303, headers=HEADERS)

    @page("GET", "/imports/{upload}/refused.csv", "import_refused", Permission.MARKET, "imports.export", IMPORT)
    async def export(self, request: Request, upload: str) -> Response:
        """Sends the refused rows and their reasons as CSV."""
        await self._guard.read_session(request)
        language = self._views.language(request)
        found = await self._access(upload, MOST_PROBLEMS)
        columns = ("table", "line", "column", "value", "reason")
        table: Table = {
            "name": "",
            "columns": [self._views.label(f"import_column.{name}", language) for name in columns],
            "rows": [
                [one["table"], one["line"], one["column"], one["value"], one[f"reason_{language}"]]
                for one in found.problems
            ],
        }
        headers = {**HEADERS, "Content-Disposition": 'attachment; filename="refused.csv"'}
        content = write_csv(self._deps.renderer, table, language)
        return Response(content, media_type="text/csv; charset=utf-8", headers=headers)

    async def _list(self, request: Request, notice: str = "", status: int = 200) -> Response:
        return self._views.render_page(
            request,
            "imports.html",
            status=status,
            language=self._views.language(request),
            uploads=await self._uploads.list_newest(),
            kinds=KINDS,
            notice=notice,
            most_megabytes=LARGEST // (1024 * 1024),
            taken=None,
        )

    async def _access(self, upload: str, problems: int = 0) -> Upload:
        if not _ID.fullmatch(upload):
            raise NotFound(upload)
        return await self._uploads.access(upload, problems)

    async def _describe(self, request: Request, upload: str) -> dict[str, Any]:
        """Returns the values with which the page of an upload is rendered."""
        found = await self._access(upload, SHOWN_PROBLEMS)
        async with self._database.read() as connection:
            there = await find_pictures(connection, found.pictures)
        missing = [name for name in found.pictures if name not in there]
        return {
            "language": self._views.language(request),
            "upload": found,
            "missing_pictures": len(missing),
            "shown_pictures": missing[:SHOWN_PICTURES],
            "most_problems": MOST_PROBLEMS,
        }


async def read_pieces(file: UploadFile) -> AsyncIterator[bytes]:
    """Yields the bytes of an uploaded file, `PIECE` of them at a time."""
    while piece := await file.read(PIECE):
        yield piece


def _path(upload: str) -> str:
    return f"{PREFIX}/imports/{upload}"
