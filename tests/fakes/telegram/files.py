"""Stores uploaded files under file ids and paths like those of the Bot API."""

from __future__ import annotations

import io
import uuid
from typing import Any

from PIL import Image

from tests.fakes.telegram.chats import Json
from tests.fakes.telegram.errors import ApiError, bad_request

UPLOAD_LIMIT = 50 * 1024 * 1024
"""The most bytes that a file may have if a bot sends it. People may send files of 2 GB."""
PEOPLES_LIMIT = 2000 * 1024 * 1024
DOWNLOAD_LIMIT = 20 * 1024 * 1024

PHOTO_LIMIT = 10 * 1024 * 1024


def check_photo(given: Any) -> tuple[int, int]:
    """Returns the width and the height of an uploaded photo in pixels.

    Raises:
        ApiError: 400, it is no photo, or Telegram does not accept its size.
    """
    if isinstance(given, str):
        return 90, 90
    if len(given[1]) > PHOTO_LIMIT:
        raise bad_request("file is too big for a photo")
    try:
        width, height = Image.open(io.BytesIO(given[1])).size
    except OSError as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


class Files:
    def __init__(self) -> None:
        self._files: dict[str, tuple[str, bytes]] = {}

    def keep(self, given: Any, folder: str, limit: int = UPLOAD_LIMIT) -> Json:
        """Stores an uploaded file `(name, bytes)` and returns its description. `given` may also be a known file id or
        an http(s) address.

        Raises:
            ApiError: the file is larger than `limit` bytes, or the file id is unknown.
        """
        if isinstance(given, str):
            if given not in self._files and not given.startswith(("http://", "https://")):
                raise bad_request("wrong file identifier/HTTP URL specified")
            name, content = given.rsplit("/", 1)[-1], b""
        else:
            name, content = given
        if len(content) > limit:
            raise ApiError(413, "Request Entity Too Large")
        file_id = given if given in self._files else uuid.uuid4().hex
        self._files.setdefault(file_id, (f"{folder}/{file_id[:8]}-{name}", content))
        return {
            "file_id": file_id,
            "file_unique_id": file_id[:12],
            "file_size": len(self._files[file_id][1]),
            "file_name": name,
        }

    def describe(self, file_id: str) -> Json:
        if file_id not in self._files:
            raise bad_request("invalid file_id")
        path, content = self._files[file_id]
        if len(content) > DOWNLOAD_LIMIT:
            raise bad_request("file is too big")
        return {
            "file_id": file_id,
            "file_unique_id": file_id[:12],
            "file_size": len(content),
            "file_path": path,
        }

    def content(self, path: str) -> bytes | None:
        return next((content for stored, content in self._files.values() if stored == path), None)
