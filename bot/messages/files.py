"""Defines the data types of files that arrive, are stored with a message, and are sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NotRequired, TypedDict

FileKind = Literal["photo", "pdf", "sheet", "document"]
"""The kind of a file: a picture, a PDF, a table (XLSX, CSV), or a text document (DOCX). The exact
type is in `media_type`."""


@dataclass(frozen=True)
class CheckedFile:
    """Describes a file whose content was checked and whose bytes are stored, but that has no
    database row yet. If no row is added, the bytes are deleted later (`bot/files/cleaning.py`).

    `sha256` is the hash of the stored bytes, and `preview` that of a picture's small JPEG. `name`
    is clean: it has no slash and no invisible character, and its ending fits the content.
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
    """Names a file that was uploaded before its message, by the id of its row."""

    id: str


@dataclass(frozen=True)
class RefusedFile:
    """Describes a file that was refused. `reason` is the last part of the name of a text
    `file.refused.…` in locales/terms/files.yml; the text's placeholders get `values` and the file's
    name."""

    name: str
    reason: str
    values: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Returns the refusal as JSON, for the payload of the arrived message."""
        return {"name": self.name, "reason": self.reason, "values": dict(self.values)}


class StoredFile(TypedDict):
    """Describes a file as the column `messages.files` stores it. Readers of the message may see all
    of these fields."""

    id: str
    kind: FileKind
    name: str
    media_type: str
    bytes: int
    width: int | None
    height: int | None
    has_preview: bool


class StoredPicture(TypedDict):
    """Describes a picture of the catalogue, as a card stores it: the SHA-256 of its bytes and of its small JPEG's, and the
    larger one's type, size in bytes, and width and height in pixels."""

    sha256: str
    preview: str
    media_type: str
    bytes: int
    width: int
    height: int


class TurnFile(TypedDict):
    """Describes a file for the dialogue (Rasa)."""

    kind: FileKind
    name: str
    id: str


class FileRef(TypedDict):
    """Names a file that a reply contains by its id: a file of the reply's own conversation or, in a
    notification, of the conversation `of`, whose file is copied for the reader."""

    id: str
    of: NotRequired[str]


class Table(TypedDict):
    """Holds a table that an action server sends to be written as a CSV file in the reader's
    language. `name` and the cells are values as docs/architecture.md defines them."""

    name: Any
    columns: list[Any]
    rows: list[list[Any]]


class Paper(TypedDict):
    """Holds a paper that an action server sends to be printed as a PDF in both languages. `name` is the name of its
    file, `issued` its day (ISO 8601); everything else on it consists of values, fields (`label`, `value`), parties
    (`label`, `lines`) and sections (`title`, `fields`, `note`)."""

    name: str
    title: Any
    number: str
    issued: str
    facts: list[Any]
    parties: list[Any]
    columns: list[Any]
    rows: list[list[Any]]
    totals: list[Any]
    sections: list[Any]


class MadeFile(TypedDict):
    """Holds a document of a reply that the gateway has to make from a table, or to print."""

    table: NotRequired[Table]
    paper: NotRequired[Paper]


def for_turn(file: StoredFile) -> TurnFile:
    """Returns the description of a file for the dialogue."""
    return {"kind": file["kind"], "name": file["name"], "id": file["id"]}
