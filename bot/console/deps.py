"""Defines what the console is built from."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TypedDict, Unpack
from urllib.parse import urlsplit

from bot.clock import Clock, system_clock
from bot.database.engine import Database
from bot.files.files import Files
from bot.files.links import FileLinks
from bot.marketplace.client import ActionServers
from bot.marketplace.held import ActionServerHeldTexts, HeldTexts
from bot.rendering.catalogues import Catalogues
from bot.rendering.renderer import Renderer
from bot.settings import Settings
from bot.staff.provider import ProviderSettings
from bot.wakeups import Wakeups


class Shared(TypedDict):
    """Names what the console shares with the rest of the gateway."""

    database: Database
    wakeups: Wakeups
    renderer: Renderer
    catalogues: Catalogues
    clock: Clock
    closing: asyncio.Event
    files: Files
    links: FileLinks


@dataclass(frozen=True)
class ConsoleDeps:
    """Holds what the console is built from.

    `clock` is the marketplace's clock, for staffed hours. `secure_cookies` is set where people use
    https. `demo` shows the demo's hint. `closing` is set when the event streams must end.
    `secret_key` is the key to encrypt cookies and second steps with. `provider` is the identity
    provider, if there is one. `address` is the console's public address. `held` gives access to
    held texts, if the marketplace holds any. `files` keeps what agents send, and `links` leads to
    files, which come from the origin `files_url` if it is set.
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


def console_deps(settings: Settings, actions: ActionServers, **shared: Unpack[Shared]) -> ConsoleDeps:
    """Returns what the console is built from, according to the settings. `actions` reaches the
    action servers."""
    return ConsoleDeps(
        **shared,
        secure_cookies=settings.address.startswith("https") or not settings.demo,
        demo=settings.demo,
        secret_key=settings.secret_key,
        provider=_provider(settings),
        address=settings.address,
        held=ActionServerHeldTexts(actions),
        files_url=settings.files_url,
    )


def _provider(settings: Settings) -> ProviderSettings | None:
    """Returns the identity provider that the settings name, or None."""
    if settings.oidc_issuer is None:
        return None
    return ProviderSettings(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        name=settings.oidc_name,
        role_claim=settings.oidc_role_claim,
        roles=settings.oidc_roles,
        trust_env=urlsplit(settings.oidc_issuer).scheme == "https",
    )
