"""Defines what the console is built from."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bot.files.files import Files
from bot.files.links import FileLinks
from bot.marketplace.held import HeldTexts
from bot.rendering.catalogues import Catalogues
from bot.rendering.renderer import Renderer
from bot.staff.provider import ProviderSettings
from bot.wakeups import Wakeups
from foundation.clock import Clock, system_clock
from foundation.database.announcing import Database


@dataclass(frozen=True)
class ConsoleDeps:
    """Holds what the console is built from.

    `clock` is the marketplace's clock, for staffed hours. `secure_cookies` is set where people use
    https. `demo` shows the demo's hint. `closing` is set when the event streams must end.
    `secret_key` is the key to encrypt cookies and second steps with. `provider` is the identity
    provider, if there is one. `address` is the console's public address. `held` gives access to
    held texts, if the marketplace holds any. `files` takes files in, and `links` signs links to
    them, which come from the origin `files_url` if it is set.
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
    files: Files | None = None
    links: FileLinks | None = None
    files_url: str | None = None

    @property
    def provider_name(self) -> str:
        """Returns the identity provider's name on the sign-in page, or an empty text without one."""
        return self.provider.name if self.provider else ""


def build_provider(settings: dict[str, Any]) -> ProviderSettings:
    """Returns the identity provider of these settings (`Settings.oidc`). Proxies that the environment
    names are used for an https address alone."""
    return ProviderSettings(**settings, trust_env=urlsplit(settings["issuer"]).scheme == "https")
