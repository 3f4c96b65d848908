"""Defines what every channel provides for delivery: a sender, and the ways in which sending fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.messages.outbound import OutboundMessage


@dataclass(frozen=True)
class Sent:
    """The channel has accepted the message. `external_id` is the channel's own id of the (last)
    message."""

    external_id: str | None = None


class SendError(Exception):
    """Serves as the base of the errors of a `Sender`. The kind tells delivery what to do."""


class SendLater(SendError):
    """The channel did not accept the message; try again, after `seconds` if the channel gave a time
    (429)."""

    def __init__(self, seconds: float | None = None) -> None:
        super().__init__(f"retry after {seconds}")
        self.seconds = seconds


class SendUnknown(SendError):
    """The message may or may not have arrived (time-out after the request was written). It is sent
    once more, and marked."""


class SendRefused(SendError):
    """The channel will never accept the message (the contact blocked the bot, the chat is deleted,
    the message is malformed). `reason` is a short code that a person can read."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Sender(Protocol):
    """Delivers to the contacts of one push channel, such as Telegram. The web chat fetches its
    messages instead."""

    async def send(self, contact_key: str, message: OutboundMessage, language: str) -> Sent: ...

    async def typing(self, contact_key: str) -> None: ...
