"""Serves files by signed links, with headers that keep browsers from running anything in a file.

No cookie is read or set. Browsers may show only pictures, which were encoded anew; every other file
is offered for saving.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from bot.files.files import Files
from bot.files.headers import INERT
from bot.files.links import PATH, FileLinks, Link, Reader
from bot.files.store import FileRow, find_file
from foundation.database.announcing import Connection, Database

MayRead = Callable[[Connection, Reader, FileRow], Awaitable[bool]]
"""A function that returns whether the reader of a link may read the file now."""

HEADERS = {**INERT, "Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}


def files_router(
    database: Database,
    files: Files,
    links: FileLinks,
    readers: Mapping[str, MayRead],
    *,
    origin: str | None = None,
) -> APIRouter:
    """Returns the router of `GET /files/<token>/<name>`. Every invalid link is answered with the
    same 404. `readers` maps each kind of reader to the function that decides what such a reader may
    read. If `origin` is set, files are served only under its host, and pages of other origins may
    embed pictures."""
    router = APIRouter()
    policy = "cross-origin" if origin else "same-origin"
    host = urlsplit(origin).netloc.lower() if origin else None

    async def find(link: Link | None) -> FileRow | None:
        if link is None or link.reader.kind not in readers:
            return None
        async with database.read() as connection:
            file = await find_file(connection, link.file_id)
            if file is None or file.state != "received":
                return None
            return file if await readers[link.reader.kind](connection, link.reader, file) else None

    @router.get(PATH + "/{token}/{name}", include_in_schema=False)
    async def serve(request: Request, token: str, name: str) -> Response:
        is_elsewhere = host is not None and request.headers.get("host", "").lower() != host
        link = None if is_elsewhere else links.read(token)
        file = await find(link)
        if link is None or file is None:
            return _not_found()
        is_preview = link.variant == "preview"
        sha256 = file.preview if is_preview else file.sha256
        pieces = await files.blobs.open(sha256) if sha256 else None
        if pieces is None:
            return _not_found()
        media_type = "image/jpeg" if is_preview else file.media_type
        headers = {
            **HEADERS,
            "Cross-Origin-Resource-Policy": policy,
            "Content-Disposition": build_disposition(file, inline=file.kind == "photo"),
        }
        if not is_preview:
            headers["Content-Length"] = str(file.bytes)
        response = StreamingResponse(pieces, media_type=media_type, headers=headers)
        # set again, because the response adds a charset, which would be a guess
        response.headers["Content-Type"] = media_type
        return response

    return router


def build_disposition(file: FileRow, *, inline: bool) -> str:
    """Returns the value of the header `Content-Disposition`, which says whether a browser shows the
    file or saves it, and under which name."""
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "._- ") else "_" for each in file.name)
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"


def _not_found() -> Response:
    return JSONResponse({"error": "not_found"}, 404, headers=HEADERS)
