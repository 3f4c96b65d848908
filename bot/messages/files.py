"""Defines the shapes of files that come in, are stored with a message, and go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

FileKind = Literal["photo", "pdf", "sheet", "document"]
"""What a file is to people and to the dialogue: a picture, a PDF, a table (XLSX, CSV), or a text
document (DOCX). `media_type` says it exactly."""


@dataclass(frozen=True)
class CheckedFile:
    """Describes a file whose content was checked and whose bytes are kept. It has no row yet, so
    whoever does not add one leaves nothing behind (`bot/files/cleaning.py`).

    `sha256` names the kept bytes, `preview` those of a picture's small JPEG. `name` is clean: it has
    no slash and no invisible character, and its ending fits the content.
    """

    sha256: str
    kind: FileKind
    media_type: str
    bytes: int
    name: str
    width: int | None = None
    height: int | None = None
    preview: str | None = None


@dataclass(frozen=True)
class UploadedFile:
    """Names a file that was uploaded before its message. Its row exists and waits for the message."""

    id: str


@dataclass(frozen=True)
class RefusedFile:
    """Describes a file that is not taken. `reason` is a name below `file.refused.` in
    locales/terms/files.yml; the sentence also gets `values` and the name."""

    name: str
    reason: str
    values: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Returns the refusal as an inbound message's payload keeps it."""
        return {"name": self.name, "reason": self.reason, "values": dict(self.values)}


class StoredFile(TypedDict):
    """Holds a file as `messages.files` stores it, which is what its readers may know."""

    id: str
    kind: FileKind
    name: str
    media_type: str
    bytes: int
    width: int | None
    height: int | None
    has_preview: bool


class TurnFile(TypedDict):
    """Holds a file as a turn tells the dialogue about it."""

    kind: FileKind
    name: str
    id: str


class FileRef(TypedDict):
    """Names a file of the conversation that a reply sends along."""

    id: str


class Table(TypedDict):
    """Holds a table that an action wants to be written as a file, in the reader's language. `name`
    and the cells are values of docs/architecture.md."""

    name: Any
    columns: list[Any]
    rows: list[list[Any]]


class MadeFile(TypedDict):
    """Holds a document that is made and sent along with a reply."""

    table: Table


def for_turn(file: StoredFile) -> TurnFile:
    """Returns what the dialogue is told about a file."""
    return {"kind": file["kind"], "name": file["name"], "id": file["id"]}
