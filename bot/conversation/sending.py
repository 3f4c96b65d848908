"""What every channel takes out: the sender that delivery speaks to, and the ways in which sending fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.messages.outbound import OutboundMessage


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
