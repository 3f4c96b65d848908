"""Carries sent files in slots and buttons, and names them in replies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from actions.dialogue.context import SentFile
from actions.marketplace.attachments.records import NewAttachment
from actions.replies import Value, several, term

_NAMED = {"pdf": "sent_file.pdf", "sheet": "sent_file.sheet", "document": "sent_file.document"}
NAMED = 3
"""So many files are named one by one; of more it is said only how many there are."""
LONGEST_NAME = 60


def pack(files: Iterable[SentFile]) -> list[dict[str, str]]:
    """Returns the files as slots and buttons hold them, short enough for the dialogue's state."""
    return [{"id": file.id, "kind": file.kind, "name": file.name[:LONGEST_NAME]} for file in files]


def unpack(packed: Any) -> tuple[SentFile, ...]:
    """Returns the files that `pack` wrote, and none for anything else."""
    if not isinstance(packed, Sequence) or isinstance(packed, str):
        return ()
    return tuple(SentFile(one["id"], one["kind"], one["name"]) for one in packed if isinstance(one, Mapping))


def as_attachments(files: Iterable[SentFile]) -> list[NewAttachment]:
    return [NewAttachment(file.id, file.kind, file.name) for file in files]


def name_files(files: Sequence[SentFile]) -> Value:
    """Returns the files by their names. Photos have none that says anything, so they are counted."""
    photos = [file for file in files if file.kind == "photo"]
    others = [file for file in files if file.kind != "photo"]
    if len(others) > NAMED:
        return term("sent_file.several", count=len(files))
    names: list[Value] = [term(_NAMED.get(file.kind, "sent_file.document"), file=file.name) for file in others]
    if photos:
        names.insert(0, term("sent_file.photo") if len(photos) == 1 else term("sent_file.photos", count=len(photos)))
    return names[0] if len(names) == 1 else several(names)
