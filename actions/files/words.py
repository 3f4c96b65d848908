"""Converts sent files to JSON, for the record of the conversation and for buttons, and names them in replies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from actions.dialogue.context import SentFile
from actions.marketplace.trades.attachments.records import NewAttachment
from actions.replies import Value, several, term

_NAMED = {"pdf": "sent_file.pdf", "sheet": "sent_file.sheet", "document": "sent_file.document"}
NAMED = 3
"""The most files that a reply names one by one. Of more files, it only says how many there are."""
LONGEST_NAME = 60


def pack(files: Iterable[SentFile]) -> list[dict[str, str]]:
    """Returns the files as JSON for the record of the conversation and for buttons, with shortened names."""
    return [{"id": file.id, "kind": file.kind, "name": file.name[:LONGEST_NAME]} for file in files]


def unpack(packed: Any) -> tuple[SentFile, ...]:
    """Returns the files from the JSON that `pack` made, or no files for anything else."""
    if not isinstance(packed, Sequence) or isinstance(packed, str):
        return ()
    return tuple(SentFile(one["id"], one["kind"], one["name"]) for one in packed if isinstance(one, Mapping))


def as_attachments(files: Iterable[SentFile]) -> list[NewAttachment]:
    return [NewAttachment(file.id, file.kind, file.name) for file in files]


def name_files(files: Sequence[SentFile]) -> Value:
    """Returns the files by their names. Photos are only counted, because their names say nothing."""
    photos = [file for file in files if file.kind == "photo"]
    others = [file for file in files if file.kind != "photo"]
    if len(others) > NAMED:
        return term("sent_file.several", count=len(files))
    names: list[Value] = [term(_NAMED.get(file.kind, "sent_file.document"), file=file.name) for file in others]
    if photos:
        names.insert(0, term("sent_file.photo") if len(photos) == 1 else term("sent_file.photos", count=len(photos)))
    return names[0] if len(names) == 1 else several(names)


def say_passing(files: Sequence[SentFile], other: Value) -> Value:
    """Returns the sentence that says when the other side gets the files. A person always looks at photos first."""
    looked_at = any(file.kind == "photo" for file in files)
    return term("file_passing.looked_at" if looked_at else "file_passing.checked", other=other)
