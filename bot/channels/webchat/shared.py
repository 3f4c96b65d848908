"""Holds the objects that all connections to the web chat of one gateway share."""

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
from foundation.clock import Clock, system_clock
from foundation.database.announcing import Database
from foundation.secrets import fingerprint


@dataclass(frozen=True)
class Patience:
    """Holds the time-outs of the web chat, in seconds."""

    hello: float = 15.0
    """How long to wait for the first frame of a client."""
    send: float = 20.0
    """How long sending one frame may take. A client that does not read a frame in time is
    disconnected, and can resume its session."""
    hold: float = 5.0
    """For how long a frame over the rate limits is delayed before it is refused. Meanwhile no
    further frame of that client is read."""
    last: float = 1.0
    """How long a closing gateway waits for the last answers to be sent."""
    goodbye: float = 2.0
    """How long a closing gateway waits for its clients to disconnect, after it told them to
    reconnect."""
    come_back: float = 4.0
    """The longest pause after which a client is told to reconnect. Each client gets a random pause
    up to this limit, so that not all clients reconnect at once."""


@dataclass
class WebChat:
    """Holds the objects that every connection to the web chat needs.

    `invitation` returns how to continue on another channel, or None. `mark_address` returns a keyed hash of a client's
    address. By this hash the database counts how many people from one address wait for an agent. `tells_understood`
    says whether a client is told what the bot understood, as in the demo. `clock` is the marketplace's clock; the
    agents' working hours follow it.
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
    tells_understood: bool = False
    clock: Clock = system_clock
    patience: Patience = field(default_factory=Patience)
    draining: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when no more messages are accepted. Messages in progress are still answered."""
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when every client is told to reconnect."""

    def sign_for(self, token: str) -> Callable[[StoredFile, Variant], str]:
        """Returns a function that signs links to files for the session with this token."""
        reader = Reader("session", fingerprint(token))

        def sign(file: StoredFile, variant: Variant) -> str:
            return self.links.sign(file["id"], file["name"], reader, variant)

        return sign
