"""Holds the printable content of a conversation, in one language."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Entry:
    """Holds a message: who wrote it, when, its words, and whether it is a note of the staff."""

    author: str
    at: str
    text: str
    is_note: bool = False


@dataclass(frozen=True)
class Transcript:
    """Holds everything that is printed of a conversation. `number` names it, `issued` is the day of the print (ISO 8601),
    and `remark` says what is left out, if anything is."""

    title: str
    number: str
    issued: str
    facts: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]
    remark: str
    footer: str
    page: str
    producer: str

    def as_json(self) -> str:
        return json.dumps({"transcript": asdict(self)}, ensure_ascii=False)


def read_transcript(said: dict[str, object]) -> Transcript:
    """Returns the transcript that `as_json` wrote under the key `transcript`."""
    given = dict(said)
    facts = tuple((label, value) for label, value in given.pop("facts"))  # type: ignore[attr-defined]
    entries = tuple(Entry(**each) for each in given.pop("entries"))  # type: ignore[attr-defined]
    return Transcript(facts=facts, entries=entries, **given)  # type: ignore[arg-type]
