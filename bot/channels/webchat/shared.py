"""Holds what all connections of a gateway's web chat share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.channels.channel import Invitation
from bot.channels.webchat.attendance import Attendance
from bot.channels.webchat.sessions import WebSessions
from bot.conversation.inbox import Inbox
from bot.conversation.limits import Limits
from bot.files.files import Files
from bot.files.links import FileLinks, Reader, Variant
from bot.messages.files import StoredFile
from bot.rendering.renderer import Renderer
from bot.wakeups import Wakeups
from foundation.database.announcing import Database
from foundation.secrets import fingerprint


@dataclass(frozen=True)
class Patience:
    """Says how many seconds the web chat waits for each thing."""

    hello: float = 15.0
    """Seconds for the first frame of a client."""
    send: float = 20.0
    """Seconds for a client to take a frame. One that takes longer is disconnected, and can resume
    where it was."""
    hold: float = 5.0
    """Seconds for which a frame over the limits is delayed, and nothing behind it is read, before
    it is refused."""
    last: float = 1.0
    """Seconds at the end, for the last answers to be sent."""
    goodbye: float = 2.0
    """Seconds at the end, for all clients to be told to come back."""
    come_back: float = 4.0
    """Clients that are told to come back do so within this time. It is spread, so that the next
    gateway does not get them all at once."""


@dataclass
class WebChat:
    """Holds what every connection needs.

    `invitation` returns the way to another channel, if there is one. `mark_address` returns a keyed
    hash of a client's address. By this hash the database counts how many people from one address
    wait for an agent.
    """

    database: Database
    inbox: Inbox
    sessions: WebSessions
    renderer: Renderer
    wakeups: Wakeups
    limits: Limits
    files: Files
    links: FileLinks
    attendance: Attendance
    invitation: Callable[[], Invitation | None]
    mark_address: Callable[[str], str | None]
    patience: Patience = field(default_factory=Patience)
    draining: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when nothing more is accepted. What is in progress is still answered."""
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when every client is told to come back."""

    def sign_for(self, token: str) -> Callable[[StoredFile, Variant], str]:
        """Returns a function that signs links to files for the session with this token."""
        reader = Reader("session", fingerprint(token))

        def sign(file: StoredFile, variant: Variant) -> str:
            return self.links.sign(file["id"], file["name"], reader, variant)

        return sign
