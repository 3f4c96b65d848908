"""Uploads tables to the marketplace as the console does, through the action server's functions, and works on them."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from actions.marketplace.base.database.engine import Database, open_database
from actions.marketplace.integrations.uploading.uploads import PIECE, NewFile, Uploads
from actions.marketplace.integrations.uploading.working import Working
from actions.marketplace.schema.migrations import migrate
from tests.fakes.actions.imports import NOW


class Uploading:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.uploads = Uploads(database, lambda: NOW)
        self.working = Working(database, lambda: NOW, beside_demo=False)

    async def send(self, files: Mapping[str, str | bytes], kind: str | None = None) -> str:
        """Uploads the files, and returns the id of the upload."""
        contents = [one.encode() if isinstance(one, str) else one for one in files.values()]
        announced = [NewFile(name, len(content)) for name, content in zip(files, contents, strict=True)]
        upload_id = await self.uploads.begin(announced, kind, "ada")
        for place, content in enumerate(contents):
            for number, start in enumerate(range(0, len(content), PIECE)):
                piece = base64.b64encode(content[start : start + PIECE]).decode()
                await self.uploads.add_piece(upload_id, place, number, piece)
        await self.uploads.complete(upload_id)
        return upload_id

    async def look(self, files: Mapping[str, str | bytes], kind: str | None = None) -> dict[str, Any]:
        """Uploads the files, has them looked at, and returns what was found."""
        upload_id = await self.send(files, kind)
        await self.working.work()
        return await self.uploads.access(upload_id, 100)

    async def apply(self, upload_id: str) -> dict[str, Any]:
        assert await self.uploads.apply(upload_id)
        await self.working.work()
        return await self.uploads.access(upload_id, 100)


@asynccontextmanager
async def uploading(url: str) -> AsyncIterator[Uploading]:
    await migrate(url)
    database = open_database(url)
    try:
        yield Uploading(database)
    finally:
        await database.close()
