"""Serves the static files of pages. They are read once, and their address contains a hash of all of
them, so browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True)
class Asset:
    body: bytes
    media_type: str


class Assets:
    """Holds every servable file below `directory` by its relative path. Nothing else can be
    requested."""

    def __init__(self, directory: Path) -> None:
        self._files = {
            path.relative_to(directory).as_posix(): Asset(path.read_bytes(), MEDIA_TYPES[path.suffix])
            for path in sorted(directory.rglob("*"))
            if path.suffix in MEDIA_TYPES
        }
        self.version = self._digest()

    def get(self, name: str) -> Asset | None:
        return self._files.get(name)

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for name, asset in self._files.items():
            digest.update(f"{name}\0{len(asset.body)}\0".encode())
            digest.update(asset.body)
        return digest.hexdigest()[:12]
