"""Defines the data types of a message that is ready to be shown on a channel: text, cards and
buttons in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.messages.files import StoredFile, StoredPicture


@dataclass(frozen=True)
class OutboundForm:
    """Names a form, with the values that its fields have to begin with, in the reader's language."""

    name: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class OutboundButton:
    label: str
    token: str | None = None
    """The random token that identifies the button: at most 40 ASCII characters, which fit into
    Telegram's callback data."""
    url: str | None = None
    form: OutboundForm | None = None
    """The form that the button opens. A channel without forms does not show the button."""


@dataclass(frozen=True)
class OutboundPicture:
    """Describes the picture of a card. `label` says in the reader's language what it shows."""

    picture: StoredPicture
    label: str


@dataclass(frozen=True)
class OutboundCard:
    kind: str
    title: str
    fields: tuple[tuple[str, str], ...] = ()
    """Pairs of a label and a value, as text in the reader's language."""
    buttons: tuple[OutboundButton, ...] = ()
    compared: bool = False
    """Tells whether the card is one of several that are to be read side by side, as a table."""
    picture: OutboundPicture | None = None


@dataclass(frozen=True)
class OutboundFile:
    """Describes a file of a message. `label` describes the file where only text can be shown:
    "[Photo: label.jpg]"."""

    file: StoredFile
    label: str


@dataclass(frozen=True)
class OutboundMessage:
    """Holds a message in the reader's language that is ready to be sent. `text` does not include
    the labels of the files; it may be empty if there are files."""

    id: int
    author: Literal["contact", "bot", "agent", "system"]
    text: str
    author_name: str | None = None
    cards: tuple[OutboundCard, ...] = ()
    buttons: tuple[OutboundButton, ...] = ()
    created_at: str = ""
    files: tuple[OutboundFile, ...] = ()
    edited_at: str = ""
    """The time at which the message's author last changed it, in ISO 8601; empty if never."""

    is_notice: bool = False
    """Tells whether the message says what happened in a trade. A channel may show such a message in a form of its own."""

    @property
    def is_comparison(self) -> bool:
        """Tells whether the cards are to be read side by side."""
        return len(self.cards) > 1 and all(card.compared for card in self.cards)

    @property
    def words(self) -> str:
        """Returns the text followed by a line with the label of each file."""
        return "\n".join([*([self.text] if self.text else []), *(each.label for each in self.files)])
