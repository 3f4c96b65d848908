"""Keeps uploaded files under the Bot API's file ids and paths."""

from __future__ import annotations

import uuid
from typing import Any

from tests.fakes.telegram.chats import Json
from tests.fakes.telegram.errors import ApiError, bad_request

UPLOAD_LIMIT = 50 * 1024 * 1024


class Files:
    def __init__(self) -> None:
        self._files: dict[str, tuple[str, bytes]] = {}

    def keep(self, given: Any, folder: str) -> Json:
        """Stores an upload `(name, bytes)`; a known file id or an http(s) address is taken as it is."""
        if isinstance(given, str):
            if given not in self._files and not given.startswith(("http://", "https://")):
                raise bad_request("wrong file identifier/HTTP URL specified")
            name, content = given.rsplit("/", 1)[-1], b""
        else:
            name, content = given
        if len(content) > UPLOAD_LIMIT:
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
        return {
            "file_id": file_id,
            "file_unique_id": file_id[:12],
            "file_size": len(content),
            "file_path": path,
        }

    def content(self, path: str) -> bytes | None:
        return next((content for stored, content in self._files.values() if stored == path), None)
