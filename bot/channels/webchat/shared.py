"""What all connections of a gateway's web chat share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.channels.channel import Invitation
from bot.channels.webchat.attendance import Attendance
from bot.channels.webchat.sessions import WebSessions
from bot.conversation.inbox import Inbox
from bot.conversation.limits import Limits
from bot.database.engine import Database
from bot.rendering.renderer import Renderer
from bot.wakeups import Wakeups


@dataclass(frozen=True)
class Patience:
    """Says how many seconds the web chat waits, and for what."""

    hello: float = 15.0
    """For the first frame of a client."""
    send: float = 20.0
    """For a client to take a frame; one that does not read for longer is let go, and resumes where it was."""
    hold: float = 5.0
    """A frame over the limits is kept for so long, and nothing read behind it, before it is refused."""
    last: float = 1.0
    """At the end, until what was answered last is sent."""
    goodbye: float = 2.0
    """At the end, until everybody has been told to come back."""
    come_back: float = 4.0
    """Those who are told to come back do so within this time, spread, so that the next gateway does not get them all at once."""


@dataclass
class WebChat:
    """What every connection needs.

    `invitation` returns the way to another channel, while there is one. `mark_address` returns what stands for a
    client's address in the database, to count who waits for an agent from there.
    """

    database: Database
    inbox: Inbox
    sessions: WebSessions
    renderer: Renderer
    wakeups: Wakeups
    limits: Limits
    attendance: Attendance
    invitation: Callable[[], Invitation | None]
    mark_address: Callable[[str], str | None]
    patience: Patience = field(default_factory=Patience)
    draining: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when nothing more is taken: what is under way is still answered."""
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when everybody is told to come back."""
