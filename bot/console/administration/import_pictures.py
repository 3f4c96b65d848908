"""Lets admins upload pictures of products: several files, or an archive (ZIP) of them."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from starlette.datastructures import UploadFile

from bot.console.administration.imports import read_pieces
from bot.console.deps import ConsoleDeps
from bot.console.page import Page, PageParts
from bot.console.protection.rules import page
from bot.console.trail import note
from bot.files.inspection.unwanted import Unwanted
from bot.files.names import show_name
from bot.files.pictures.offered import Offered, offering_archive
from bot.files.pictures.taking_in import Taken, take_pictures
from bot.staff.roles import Permission
from foundation.errors import Explain

LARGEST = 100 * 1024 * 1024
"""The most bytes of the files that are uploaded at a time."""
MOST_PICTURES = 100
"""The most pictures at a time. Each takes about a fifth of a second, and nothing answers before all are done."""


class ImportPicturesPage(Page):
    def __init__(self, parts: PageParts) -> None:
        super().__init__(parts)
        assert parts.deps.files is not None
        self._files = parts.deps.files
        self._one = asyncio.Semaphore(1)

    @classmethod
    def is_on(cls, deps: ConsoleDeps) -> bool:
        return deps.uploads is not None and deps.files is not None

    @page("POST", "/imports/pictures", "import_pictures", Permission.MARKET, "imports.pictures")
    async def upload(self, request: Request) -> Response:
        """Takes pictures in, and says what became of each."""
        _session, _form, given = await self._guard.read_form_with_files(request, "pictures", MOST_PICTURES)
        if not given:
            raise Explain("no_pictures", "console.refused.no_pictures")
        language = self._views.language(request)

        def say(name: str, values: Mapping[str, Any]) -> str:
            return self._deps.renderer.term(name, language, values)

        async with self._one, AsyncExitStack() as stack:
            offered = [one for file in given for one in await self._offer(stack, file)]
            if len(offered) > MOST_PICTURES:
                raise Explain("too_many_pictures", "console.refused.too_many_pictures", most=MOST_PICTURES)
            taken = await take_pictures(self._database, self._files, offered, say)
        return await self._show(request, taken)

    async def _offer(self, stack: AsyncExitStack, file: UploadFile) -> Sequence[Offered]:
        name = str(file.filename)
        if not name.lower().endswith(".zip"):
            return [Offered(show_name(name), name, lambda: read_pieces(file))]
        path = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "pictures.zip"
        await asyncio.to_thread(_copy, file, path)
        try:
            return stack.enter_context(offering_archive(path))
        except Unwanted as error:
            raise Explain(error.reason, f"console.refused.archive_{error.reason}", file=show_name(name)) from error

    async def _show(self, request: Request, taken: Taken) -> Response:
        counts = {"new": taken.new, "unchanged": taken.same, "refused": len(taken.refused)}
        note(request, counts=counts)
        async with self._database.begin() as connection:
            await self._trail.add(connection, request)
        return self._views.render_page(
            request, "import_pictures.html", language=self._views.language(request), taken=taken
        )


def _copy(file: UploadFile, path: Path) -> None:
    with path.open("wb") as copied:
        shutil.copyfileobj(file.file, copied)
