"""Serves the pictures of the catalogue to everybody, by the SHA-256 of their bytes.

Everything in the catalogue is public, and an address always means the same bytes, so that browsers and proxies may keep
them. Files of conversations have no address here.
"""

from __future__ import annotations

import re

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from bot.files.files import Files
from bot.files.headers import INERT
from bot.files.pictures.store import find_media_type
from foundation.database.announcing import Database

PATH = "/pictures"
YEAR = 31_536_000
HEADERS = {**INERT, "Cross-Origin-Resource-Policy": "same-origin"}
_SHA256 = re.compile(r"[0-9a-f]{64}")


def address_picture(sha256: str) -> str:
    """Returns the path of the picture with this SHA-256."""
    return f"{PATH}/{sha256}"


def pictures_router(database: Database, files: Files) -> APIRouter:
    """Returns the router of `GET /pictures/<sha256>`. Every other SHA-256 gets the same 404."""
    router = APIRouter()

    @router.get(PATH + "/{sha256}", include_in_schema=False)
    async def serve(request: Request, sha256: str) -> Response:
        media_type = None
        if _SHA256.fullmatch(sha256):
            async with database.read() as connection:
                media_type = await find_media_type(connection, sha256)
        lasting = {**HEADERS, "Cache-Control": f"public, max-age={YEAR}, immutable", "ETag": f'"{sha256}"'}
        if media_type and request.headers.get("if-none-match") == lasting["ETag"]:
            return Response(status_code=304, headers=lasting)
        pieces = await files.blobs.open(sha256) if media_type else None
        if pieces is None:
            return JSONResponse({"error": "not_found"}, 404, headers={**HEADERS, "Cache-Control": "no-store"})
        return StreamingResponse(pieces, media_type=media_type, headers={**lasting, "Content-Disposition": "inline"})

    return router
