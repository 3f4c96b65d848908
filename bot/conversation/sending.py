"""Defines the interface by which the delivery workers send messages on a push channel, and the
errors of sending."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.messages.outbound import OutboundMessage


@dataclass(frozen=True)
class Sent:
    """Says that the channel has accepted a message. `external_id` is the channel's own id of a message
    whose words can be changed there; None for one that was sent in several parts."""

    external_id: str | None = None


class SendError(Exception):
    """Serves as the base class of the errors of a `Sender`. The subclass tells the delivery worker
    what to do."""


class SendLater(SendError):
    """The channel did not accept the message, and it should be sent again: after `seconds` if the
    channel named a time, else after a growing pause."""

    def __init__(self, seconds: float | None = None) -> None:
        super().__init__(f"retry after {seconds}")
        self.seconds = seconds


class SendUnknown(SendError):
    """The message may or may not have arrived, because the connection failed after the request was
    written. Such a message is sent once more, and its delivery is marked as repeated."""


class SendRefused(SendError):
    """The channel will never accept the message (the contact blocked the bot, the chat is deleted,
    the message is malformed). `reason` is a short code such as `blocked`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Sender(Protocol):
    """Sends messages to the contacts of one push channel, such as Telegram. The web chat has no
    sender, because its clients fetch their messages."""

    async def send(self, contact_key: str, message: OutboundMessage, language: str) -> Sent: ...

    async def edit(self, contact_key: str, external_id: str, message: OutboundMessage, language: str) -> Sent:
        """Shows the new words of a message that was sent before."""

    async def typing(self, contact_key: str) -> None: ...
