"""Receives a file whose bytes are the body of an HTTP request. Headers hold the file's name and the
client's key for the upload. The web chat and the console share this code."""

from __future__ import annotations

import re
from urllib.parse import unquote

from fastapi import Request
from starlette.exceptions import HTTPException

from bot.files.files import Files
from bot.messages.files import CheckedFile, RefusedFile
from foundation.secrets import fingerprint

NAME_HEADER = "x-caravan-file"
"""The header with the file's name, percent-encoded."""
UPLOAD_HEADER = "x-caravan-upload"
"""The header with the key that the client chose for the upload. An upload that is repeated with the
same key gives the same file."""
FILE_ID = re.compile(r"[0-9a-f]{32}")
_KEY = re.compile(r"[\x21-\x7e]{1,64}")


async def receive_body(request: Request, files: Files) -> CheckedFile | RefusedFile:
    """Stores the body of the request as a file. Returns the file's description, or a refusal with
    the reason.

    Raises:
        HTTPException: the body came too slowly (`bot/web/body_limit.py` raises this).
        ClientDisconnect: the client closed the connection.
    """
    name = read_name(request)
    try:
        return await files.take_in(request.stream(), name)
    except HTTPException as error:
        if error.status_code != 413:
            raise
        return files.refuse(name, "too_large")


def read_name(request: Request) -> str:
    """Returns the name that the client gave the file, not yet cleaned."""
    return unquote(request.headers.get(NAME_HEADER, ""), errors="replace")


def read_key(request: Request) -> str | None:
    """Returns the client's key for the upload, or None if the header is absent or malformed."""
    key = request.headers.get(UPLOAD_HEADER, "")
    return key if _KEY.fullmatch(key) else None


def name_upload(*parts: object) -> str:
    """Returns the file id for an upload. Equal parts (conversation, sender and key) give the same
    id."""
    return fingerprint(" ".join(("upload", *map(str, parts))))[:32]
