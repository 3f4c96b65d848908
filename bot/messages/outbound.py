"""Defines what a channel is given to show: text, cards and buttons in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.messages.files import StoredFile


@dataclass(frozen=True)
class OutboundButton:
    label: str
    token: str | None = None
    """At most 40 ASCII characters, which fit into Telegram's callback data."""
    url: str | None = None


@dataclass(frozen=True)
class OutboundCard:
    kind: str
    title: str
    fields: tuple[tuple[str, str], ...] = ()
    """Each field is a pair of a label and a value, both rendered."""
    buttons: tuple[OutboundButton, ...] = ()


@dataclass(frozen=True)
class OutboundFile:
    """Holds a file of a message. `label` names it for readers who see words alone: "[Photo:
    label.jpg]"."""

    file: StoredFile
    label: str


@dataclass(frozen=True)
class OutboundMessage:
    """Holds a message that is rendered for its contact and ready to be sent. `text` are its own
    words, without the labels of its files; it may be empty if there are files."""

    id: int
    author: Literal["contact", "bot", "agent", "system"]
    text: str
    author_name: str | None = None
    cards: tuple[OutboundCard, ...] = ()
    buttons: tuple[OutboundButton, ...] = ()
    created_at: str = ""
    files: tuple[OutboundFile, ...] = ()

    @property
    def words(self) -> str:
        """Returns the text with a line for each file, which makes sense by itself."""
        return "\n".join([*([self.text] if self.text else []), *(each.label for each in self.files)])
