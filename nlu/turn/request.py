"""Reads the gateway's request for one turn (docs/architecture.md, "A turn"). Imports nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any

TEXT_LIMIT = 4096
MOST_FILES = 100
_LONG_RUN = re.compile(r"(?P<sign>[^\w])(?P=sign){16,}")


class Malformed(ValueError):
    """Says that the request is not a turn; the message says what is wrong with it."""


@dataclass(frozen=True)
class TurnRequest:
    """Holds the gateway's request. `intent` is set only for a pressed button or a command.

    `files` are those in the message, each `{"kind", "name", "id"}`. If there are files, `text` may be empty.
    """

    message_id: str
    conversation: str
    text: str
    intent: str | None
    entities: dict[str, Any]
    language: str
    role: str
    context: str
    state: Any
    """The state in the answer of the last turn, or None. Only `nlu.turn.carried_state` reads it, and checks everything
    in it."""
    files: list[dict[str, str]] = field(default_factory=list)
    elsewhere: dict[str, Any] | None = None
    """What the contact has left unfinished in another conversation. Only the actions read it."""

    @classmethod
    def parse(cls, body: Any, intents: Container[str]) -> TurnRequest:
        """Reads the body of a request.

        Raises:
            Malformed: a field is missing, of another type or too long, or the intent is unknown.
        """
        if not isinstance(body, dict):
            raise Malformed("the body must be a JSON object")
        turn = cls(
            message_id=_field(body, "message_id", str),
            conversation=_field(body, "conversation", str),
            text=shorten_runs(_field(body, "text", str)),
            intent=_field(body, "intent", str, None),
            entities=_field(body, "entities", dict, {}) or {},
            language=_field(body, "language", str),
            role=_field(body, "role", str),
            context=_field(body, "context", str),
            state=body.get("state"),
            files=_read_files(body.get("files")),
            elsewhere=_field(body, "elsewhere", dict, None),
        )
        if not turn.message_id or not turn.conversation:
            raise Malformed("message_id and conversation must not be empty")
        if len(body["text"]) > TEXT_LIMIT:
            raise Malformed(f"text is longer than {TEXT_LIMIT} characters")
        if turn.intent is not None and turn.intent not in intents:
            raise Malformed("unknown intent")
        return turn

    @property
    def metadata(self) -> dict[str, Any]:
        """Returns those parts of the request that the actions may read, as the metadata of Rasa's message. They are
        never stored."""
        return {
            "context": self.context,
            "language": self.language,
            "role": self.role,
            "message_id": self.message_id,
            "files": self.files,
            **({"elsewhere": self.elsewhere} if self.elsewhere else {}),
        }


def shorten_runs(text: str) -> str:
    """Returns the text with eight of each blank or sign that is repeated more than sixteen times in a row. Longer runs
    mean nothing more, and hundreds of patterns would try each place in them anew."""
    return _LONG_RUN.sub(lambda run: 8 * run["sign"], text)


_REQUIRED = object()


def _read_files(given: Any) -> list[dict[str, str]]:
    """Reads the files of a message. A message may have no files."""
    if given is None:
        return []
    names = {"kind", "name", "id"}
    if not isinstance(given, list) or len(given) > MOST_FILES:
        raise Malformed(f"files must be a list of at most {MOST_FILES}")
    for file in given:
        if not isinstance(file, dict) or file.keys() != names or not all(isinstance(file[name], str) for name in names):
            raise Malformed("files must each have a kind, a name and an id")
    return given


def _field(body: dict[str, Any], name: str, kind: type, default: Any = _REQUIRED) -> Any:
    value = body.get(name)
    if value is None and default is not _REQUIRED:
        return default
    if not isinstance(value, kind):
        raise Malformed(f"{name} must be {'an object' if kind is dict else 'a string'}")
    return value
