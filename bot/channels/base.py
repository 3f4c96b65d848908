"""What every channel hands in and takes out. Channels translate, they decide nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Kind = Literal["text", "button", "command", "media"]


@dataclass(frozen=True)
class InboundMessage:
    """One thing a contact did on a channel.

    `external_id` is unique within the channel (Telegram: `"update:<update_id>"`; web chat: `"<conversation>:<client_id>"`): a redelivery
    is the same message. `contact_key` names the contact on that channel (Telegram: the private chat's id).
    """

    channel: str
    external_id: str
    contact_key: str
    kind: Kind
    text: str = ""
    """What the contact typed, or the caption; for a button, its label when known."""
    button_token: str | None = None
    command: str | None = None
    """Without the slash: `start`, `help`, `language`, `orders`, `agent`, `devices`, `unlink`."""
    command_argument: str = ""
    media: str | None = None
    """`photo`, `document`, `voice`, `sticker`, `location`, `contact`, … : acknowledged honestly, not stored."""
    display_name: str | None = None
    language_hint: str | None = None
    """The client's own language code (`en`, `zh-hans`): a first guess, nothing more."""
    edited: bool = False
    session: str | None = None
    """The hash of the web session that sent it: a message of an ended one is not taken."""
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class OutboundButton:
    label: str
    token: str | None = None
    """At most 40 ASCII characters: fits Telegram's callback data."""
    url: str | None = None


@dataclass(frozen=True)
class OutboundCard:
    kind: str
    title: str
    fields: tuple[tuple[str, str], ...] = ()
    """(label, value), rendered."""
    buttons: tuple[OutboundButton, ...] = ()


@dataclass(frozen=True)
class OutboundMessage:
    """A message rendered for its contact, ready to be sent."""

    id: int
    author: Literal["contact", "bot", "agent", "system"]
    text: str
    author_name: str | None = None
    cards: tuple[OutboundCard, ...] = ()
    buttons: tuple[OutboundButton, ...] = ()
    created_at: str = ""


@dataclass(frozen=True)
class Sent:
    """The channel took it. `external_id` is the channel's own id of the (last) message."""

    external_id: str | None = None


class SendError(Exception):
    """Base of what a `Sender` raises; the kind tells delivery what to do."""


class SendLater(SendError):
    """Not taken, try again: after `seconds` where the channel said so (429)."""

    def __init__(self, seconds: float | None = None) -> None:
        super().__init__(f"retry after {seconds}")
        self.seconds = seconds


class SendUnknown(SendError):
    """It may or may not have arrived (time-out after the request was written): retried once, marked."""


class SendRefused(SendError):
    """It will never be taken (blocked by the contact, chat deleted, malformed). `reason` is a short code a person can read."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Sender(Protocol):
    """Delivers to contacts of one push channel (Telegram). Web chat pulls instead."""

    async def send(self, contact_key: str, message: OutboundMessage, language: str) -> Sent: ...

    async def typing(self, contact_key: str) -> None: ...
