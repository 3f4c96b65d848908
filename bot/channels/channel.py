"""Defines the interface of a channel (Telegram, web chat): what a channel is built from, and what
the gateway can ask of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeVar

from fastapi import APIRouter

from bot.channels.settings import ChannelSettings
from bot.conversation.inbox import Inbox
from bot.conversation.limits import Limits
from bot.conversation.sending import Sender
from bot.files.files import Files
from bot.files.links import FileLinks
from bot.messages.channels import ChannelKind
from bot.rendering.catalogues import Catalogues
from bot.rendering.renderer import Renderer
from bot.wakeups import Wakeups
from foundation.clock import Clock, system_clock
from foundation.database.announcing import Database

Status = Literal["ok", "starting", "down", "off"]


@dataclass(frozen=True)
class Invitation:
    """Describes how a person who is signed in elsewhere, such as in the web chat, opens this
    channel and signs in there with a one-time code."""

    address: str
    """A link to the channel. The one-time code is appended to the link."""
    command: str
    """What to type before the code when the link cannot be followed, such as `/start `."""

    def with_code(self, code: str) -> dict[str, str]:
        """Returns the link and the command with the code, as the JSON that a client receives."""
        return {"url": self.address + code, "command": self.command + code}


class Lease(Protocol):
    """Reserves some work for one of several gateways. A lease is a lock in the database that
    expires by itself."""

    async def try_to_hold(self) -> bool:
        """Takes the lease if no other gateway has it. Returns whether this gateway has the lease
        now."""

    async def give_back(self) -> None:
        """Frees the lease at once, so that another gateway need not wait until it expires."""


class GatewaySettings(Protocol):
    """Lists the settings of the gateway itself that channels are built from. The settings of a channel are a class in
    its own folder."""

    demo: bool
    public_url: str | None
    secret_key: str
    identity_secret: dict[str, str]
    files_url: str | None

    @property
    def address(self) -> str: ...
    @property
    def own_origins(self) -> list[str]: ...


S = TypeVar("S", bound=ChannelSettings)


class StorefrontAccount(Protocol):
    """Describes an account as which a visitor of the demo's storefront can sign in. `name`, `place`
    and `blurb` are keys of translated texts, or literal texts."""

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


FindLanguage = Callable[[str], Awaitable[str | None]]


async def know_no_language(account: str) -> str | None:
    return None


@dataclass(frozen=True)
class Parts:
    """Holds everything that a channel may be built from.

    `present` counts the connected clients of each conversation; channels that hold connections
    update it. `files` receives and stores files, and `links` signs the links to them. `lease(name)`
    returns a lock for work that only one gateway at a time may do. `invitation()` returns how to
    reach another channel with a one-time code, or None if no channel can be reached in that way.
    `storefront` holds the accounts that the demo's storefront offers. `clock` is the marketplace's
    clock. `find_mark()` returns the address of the operator's mark, or an empty string. `find_language(account)` returns the
    language that the marketplace has noted for an account.
    """

    settings: GatewaySettings
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
    clock: Clock = system_clock
    find_mark: Callable[[], str] = str
    find_language: FindLanguage = know_no_language

    def find_settings(self, declared: type[S]) -> S:
        """Returns the settings of a channel, by their class.

        Raises:
            TypeError: the gateway does not read this class (bot/serving/settings/settings.py).
        """
        if not isinstance(self.settings, declared):
            raise TypeError(f"{declared.__name__} is none of the classes from which Settings inherits")
        return self.settings


class Channel(Protocol):
    """Represents a channel that is switched on.

    The gateway calls `start` when it starts, and `stop_receiving`, `send_away` and `stop`, in this
    order, when it shuts down.
    """

    @property
    def kind(self) -> ChannelKind: ...

    @property
    def status(self) -> Status | None:
        """Returns the state of the channel for the readiness check, or None for a channel that
        depends on nothing outside the gateway."""

    @property
    def sender(self) -> Sender | None:
        """Returns the object that sends messages to the channel's contacts. Returns None on a
        channel whose clients fetch their messages (`is_push` is false)."""

    @property
    def routers(self) -> Sequence[APIRouter]:
        """Returns the routers of the HTTP and WebSocket addresses that the channel answers."""

    @property
    def invitation(self) -> Invitation | None:
        """Returns how a person opens this channel with a one-time code, or None if that is not
        possible now."""

    @property
    def has_staff_group(self) -> bool:
        """Returns whether staff answer customers in a group on this channel, too."""

    async def start(self) -> None:
        """Begins to receive messages. Returns at once, even if the channel's server cannot be
        reached."""

    async def stop_receiving(self) -> None:
        """Accepts no new messages. Messages that were accepted before are still answered."""

    async def send_away(self) -> None:
        """Tells every connected client to reconnect."""

    async def stop(self) -> None:
        """Closes the channel. No message can be sent afterwards."""
