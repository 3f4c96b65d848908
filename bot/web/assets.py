"""Loads the static files of web pages once. The URL of each file contains a hash of all files, so
that browsers may cache it for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
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
    """Holds all files below `directory` with a known media type, by their relative paths. No other
    files are served. `made` holds texts that are served in place of files of these names, or beside
    them."""

    def __init__(self, directory: Path, made: Mapping[str, str] | None = None) -> None:
        found = {
            path.relative_to(directory).as_posix(): path.read_bytes()
            for path in directory.rglob("*")
            if path.suffix in MEDIA_TYPES
        }
        bodies = {**found, **{name: text.encode() for name, text in (made or {}).items()}}
        self._files = {name: Asset(body, MEDIA_TYPES[Path(name).suffix]) for name, body in sorted(bodies.items())}
        self.version = self._digest()

    def get(self, name: str) -> Asset | None:
        return self._files.get(name)

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for name, asset in self._files.items():
            digest.update(f"{name}\0{len(asset.body)}\0".encode())
            digest.update(asset.body)
        return digest.hexdigest()[:12]
