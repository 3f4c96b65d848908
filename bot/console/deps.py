"""Defines the objects and settings that the staff console is built from."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bot.files.files import Files
from bot.files.links import FileLinks
from bot.marketplace.files.relayed import RelayedFiles
from bot.marketplace.staff.desk import TradeDesk
from bot.marketplace.staff.held import HeldTexts
from bot.marketplace.staff.oversight import Oversight
from bot.marketplace.staff.uploads import Uploads
from bot.rendering.catalogues import Catalogues
from bot.rendering.renderer import Renderer
from bot.staff.provider import ProviderSettings
from bot.wakeups import Wakeups
from bot.words.words import Words
from foundation.clock import Clock, system_clock
from foundation.database.announcing import Database


@dataclass(frozen=True)
class StreamWaits:
    """Holds after how many seconds an event stream says that it is still there (`heartbeat`), and after how many it
    looks into the database without being woken (`look`)."""

    heartbeat: float = 15.0
    look: float = 5.0


@dataclass(frozen=True)
class ConsoleDeps:
    """Holds the objects and settings that the staff console is built from.

    `clock` is the marketplace's clock; it decides whether the desk is staffed now. `secure_cookies` restricts cookies
    to https. `demo` shows a hint about the demo's accounts. `closing` is set when the gateway stops and the event
    streams must end. `secret_key` encrypts cookies and the secrets of the second sign-in step. `provider` is the
    identity provider for single sign-on, if there is one. `address` is the public URL of the console. `held` and
    `held_files` give access to the texts and files that the marketplace holds back until staff have decided about them.
    `trade` shows a customer's orders, requests and so on, and acts in the customer's name. `oversight` shows what came
    from the operator's own system, and `uploads` imports tables that admins upload. `files` receives and stores files. `links` signs the links to files, which are
    served from the origin `files_url` if it is set. `invite_staff` returns how to open the bot on Telegram with a code,
    if the staff have a group there. `words` holds the texts that the operator has changed.
    """

    database: Database
    wakeups: Wakeups
    renderer: Renderer
    catalogues: Catalogues
    clock: Clock = system_clock
    secure_cookies: bool = False
    demo: bool = False
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    secret_key: str = ""
    provider: ProviderSettings | None = None
    address: str = ""
    held: HeldTexts | None = None
    held_files: RelayedFiles | None = None
    oversight: Oversight | None = None
    uploads: Uploads | None = None
    trade: TradeDesk | None = None
    files: Files | None = None
    links: FileLinks | None = None
    files_url: str | None = None
    words: Words | None = None
    invite_staff: Callable[[str], Mapping[str, str] | None] | None = None
    stream_waits: StreamWaits = field(default_factory=StreamWaits)

    @property
    def provider_name(self) -> str:
        """Returns the identity provider's name for the sign-in page, or an empty string if there is
        no provider."""
        return self.provider.name if self.provider else ""


def build_provider(settings: dict[str, Any]) -> ProviderSettings:
    """Returns the identity provider that these settings (`Settings.oidc`) describe. Proxies from
    environment variables are used only if the provider's address is https."""
    return ProviderSettings(**settings, trust_env=urlsplit(settings["issuer"]).scheme == "https")
