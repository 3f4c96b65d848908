"""Defines what a channel is given to show: text, cards and buttons in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


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
class OutboundMessage:
    """Holds a message that is rendered for its contact and ready to be sent."""

    id: int
    author: Literal["contact", "bot", "agent", "system"]
    text: str
    author_name: str | None = None
    cards: tuple[OutboundCard, ...] = ()
    buttons: tuple[OutboundButton, ...] = ()
    created_at: str = ""
