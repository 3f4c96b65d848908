"""What the console is built from."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.clock import Clock, system_clock
from bot.database.engine import Database
from bot.marketplace.held import HeldTexts
from bot.rendering.catalogues import Catalogues
from bot.rendering.renderer import Renderer
from bot.staff.provider import ProviderSettings
from bot.wakeups import Wakeups


@dataclass(frozen=True)
class ConsoleDeps:
    """`secure_cookies` where people come by https; `clock` is the marketplace's, for staffed hours; `demo` shows the demo's hint;
    `closing` is set when streams have to end; `secret_key` is what cookies and second steps are sealed with; `provider` is the identity
    provider, when there is one, `address` where the console is reached from outside, and `held` where words are held, on a marketplace that holds any."""

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

    @property
    def provider_name(self) -> str:
        """What the identity provider is called on the sign-in page; empty without one."""
        return self.provider.name if self.provider else ""
