"""Defines the interface of a channel: what it is built from, and what the gateway can do with
it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from fastapi import APIRouter

from bot.conversation.inbox import Inbox
from bot.conversation.limits import Limits
from bot.conversation.sending import Sender
from bot.files.files import Files
from bot.files.links import FileLinks
from bot.messages.channels import ChannelKind
from bot.rendering.catalogues import Catalogues
from bot.rendering.renderer import Renderer
from bot.wakeups import Wakeups
from foundation.database.announcing import Database

Status = Literal["ok", "starting", "down", "off"]


@dataclass(frozen=True)
class Invitation:
    """Leads a person who is signed in elsewhere to a channel, where they continue with a one-time
    code."""

    address: str
    """A link that ends with the code."""
    command: str
    """The text to type before the code where a link cannot be followed."""

    def with_code(self, code: str) -> dict[str, str]:
        """Returns the link and the command as they are sent to a client."""
        return {"url": self.address + code, "command": self.command + code}


class Lease(Protocol):
    """Lets one of several gateways do some work."""

    async def try_to_hold(self) -> bool:
        """Returns whether this gateway has the lease now. It is taken if it is free."""

    async def give_back(self) -> None:
        """Lets another gateway have the lease without a wait."""


class ChannelSettings(Protocol):
    """Names the settings that the channels are built from."""

    demo: bool
    public_url: str | None
    secret_key: str
    identity_secret: dict[str, str]
    sockets_per_address: int
    telegram_bot_token: str | None
    telegram_base_url: str
    webchat_origins: list[str]
    webchat_identity_url: str | None
    files_url: str | None

    @property
    def telegram_secret(self) -> str: ...

    @property
    def allowed_origins(self) -> list[str]: ...


class StorefrontAccount(Protocol):
    """Describes an account that a visitor of the demo's storefront can use. `name`, `place` and
    `blurb` are keys of the strings, or literal text."""

    @property
    def account(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def blurb(self) -> str: ...
    @property
    def place(self) -> str: ...


@dataclass(frozen=True)
class Parts:
    """Holds what a channel may be built from.

    `present` counts the connected clients of each conversation; channels that hold connections
    update it. `files` takes files in and `links` signs links to them. `lease` makes a lease of the
    given name, for work that only one gateway at a time may do. `invitation` returns the way to
    another channel, if one that is on can be reached. `storefront` holds the accounts that the demo's
    storefront offers.
    """

    settings: ChannelSettings
    database: Database
    wakeups: Wakeups
    catalogues: Catalogues
    renderer: Renderer
    inbox: Inbox
    limits: Limits
    files: Files
    links: FileLinks
    lease: Callable[[str], Lease]
    present: Counter[str] = field(default_factory=Counter)
    invitation: Callable[[], Invitation | None] = lambda: None
    storefront: Sequence[StorefrontAccount] = ()


class Channel(Protocol):
    """Represents a channel that is on.

    Starting and stopping the gateway calls, in this order: `start`, `stop_receiving`, `send_away`,
    `stop`.
    """

    @property
    def kind(self) -> ChannelKind: ...

    @property
    def status(self) -> Status | None:
        """Returns the state of the channel, which readiness reports. Returns None if the channel
        needs to reach nothing outside the gateway."""

    @property
    def sender(self) -> Sender | None:
        """Returns the sender for its contacts, or None on a channel whose clients fetch messages
        (`is_push` is false)."""

    @property
    def routers(self) -> Sequence[APIRouter]:
        """Returns the routers of the HTTP and WebSocket addresses that it answers."""

    @property
    def invitation(self) -> Invitation | None:
        """Returns how somebody gets here with a one-time code, or None if that is not possible now."""

    async def start(self) -> None:
        """Begins to receive. It returns at once, even when the other side is away."""

    async def stop_receiving(self) -> None:
        """Accepts nothing new. What was accepted before is still answered."""

    async def send_away(self) -> None:
        """Tells every connected client to reconnect."""

    async def stop(self) -> None:
        """Closes everything. Nothing can be sent afterwards."""
