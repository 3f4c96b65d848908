"""Receives a file whose bytes are the body of a request. Its name, and the client's own name for the
upload, are in headers. The web chat and the console both take files in so."""

from __future__ import annotations

import re
from urllib.parse import unquote

from fastapi import Request
from starlette.exceptions import HTTPException

from bot.files.files import Files
from bot.messages.files import CheckedFile, RefusedFile
from foundation.secrets import fingerprint

NAME_HEADER = "x-caravan-file"
"""Holds the file's name, percent-encoded."""
UPLOAD_HEADER = "x-caravan-upload"
"""Holds the client's own name for the upload, which makes repeating it harmless."""
FILE_ID = re.compile(r"[0-9a-f]{32}")
_KEY = re.compile(r"[\x21-\x7e]{1,64}")


async def receive_body(request: Request, files: Files) -> CheckedFile | RefusedFile:
    """Takes in the body of the request as a file.

    Raises:
        HTTPException: it came too slowly: the body limit says so and closes the connection.
        ClientDisconnect: the client gave up.
    """
    name = read_name(request)
    try:
        return await files.take_in(request.stream(), name)
    except HTTPException as error:
        if error.status_code != 413:
            raise
        return files.refuse(name, "too_large")


def read_name(request: Request) -> str:
    """Returns the name that the client gave the file, as it is."""
    return unquote(request.headers.get(NAME_HEADER, ""), errors="replace")


def read_key(request: Request) -> str | None:
    """Returns the client's own name for the upload, or None without a proper one."""
    key = request.headers.get(UPLOAD_HEADER, "")
    return key if _KEY.fullmatch(key) else None


def name_upload(*parts: object) -> str:
    """Returns the id of the file of an upload: the same for the same conversation, sender and key."""
    return fingerprint(" ".join(("upload", *map(str, parts))))[:32]
