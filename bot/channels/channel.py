"""What every channel is to the gateway: what it is built from, and what can be done with it then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from fastapi import APIRouter

from bot.conversation.inbox import Inbox
from bot.conversation.limits import Limits
from bot.conversation.sending import Sender
from bot.database.engine import Database
from bot.jobs.shared_lease import SharedLease
from bot.messages.channels import ChannelKind
from bot.rendering.catalogues import Catalogues
from bot.rendering.renderer import Renderer
from bot.settings import Settings
from bot.wakeups import Wakeups

Status = Literal["ok", "starting", "down", "off"]


@dataclass(frozen=True)
class Invitation:
    """Leads a person who is signed in elsewhere to a channel, where they go on with a one-time code."""

    address: str
    """A link that the code is put behind."""
    command: str
    """What is typed before the code where a link cannot be followed."""

    def with_code(self, code: str) -> dict[str, str]:
        """Returns the link and the command, as they are sent to a client."""
        return {"url": self.address + code, "command": self.command + code}


@dataclass(frozen=True)
class Parts:
    """What a channel may be built from.

    `present` counts the connected clients of each conversation; channels that hold connections keep it.
    `lease` makes a lease of the given name for what one gateway at a time may do. `invitation` returns the way
    to another channel, while one of those that are on can be reached.
    """

    settings: Settings
    database: Database
    wakeups: Wakeups
    catalogues: Catalogues
    renderer: Renderer
    inbox: Inbox
    limits: Limits
    lease: Callable[[str], SharedLease]
    present: Counter[str] = field(default_factory=Counter)
    invitation: Callable[[], Invitation | None] = lambda: None


class Channel(Protocol):
    """A channel that is on.

    A start and a stop call, in this order: `start`, `stop_receiving`, `send_away`, `stop`.
    """

    @property
    def kind(self) -> ChannelKind: ...

    @property
    def status(self) -> Status | None:
        """How it is, for readiness; None for a channel that has nothing outside the gateway to reach."""

    @property
    def sender(self) -> Sender | None:
        """Sends to contacts; None on a channel whose clients fetch (`is_push` is false)."""

    @property
    def routers(self) -> Sequence[APIRouter]:
        """The HTTP and WebSocket addresses that it answers."""

    @property
    def invitation(self) -> Invitation | None:
        """How somebody gets here with a one-time code; None where, or while, that is not possible."""

    async def start(self) -> None:
        """Begins to receive. Returns at once, also when the other side is away."""

    async def stop_receiving(self) -> None:
        """Takes nothing new; what was taken is answered still."""

    async def send_away(self) -> None:
        """Tells everybody who is connected to come back."""

    async def stop(self) -> None:
        """Lets go of everything; nothing can be sent any more."""
