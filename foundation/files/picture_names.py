"""Reads the names by which the catalogue and the gateway know a product's picture: the name of a file, without a folder."""

from __future__ import annotations

import unicodedata
from pathlib import Path

ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic")
LONGEST = 120


def read_picture_name(said: str) -> str | None:
    """Returns the name in one spelling, in which "Tea.JPG" and "tea.jpg" are one picture. Returns None for a text that
    names no picture, or that also names a folder."""
    name = unicodedata.normalize("NFC", said).casefold()
    if len(name) > LONGEST or name.startswith(".") or not name.endswith(ENDINGS):
        return None
    if any(character in "/\\:" or unicodedata.category(character).startswith("C") for character in name):
        return None
    return name


def list_pictures(folder: Path) -> frozenset[str]:
    """Returns the names of the pictures in a folder and in the folders in it."""
    return frozenset(name for path in folder.rglob("*") if path.is_file() and (name := read_picture_name(path.name)))
