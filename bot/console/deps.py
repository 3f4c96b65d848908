"""What the console is built from."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.clock import Clock, system_clock
from bot.i18n import Catalogues
from bot.rendering import Renderer
from bot.storage.database import Database
from bot.wakeups import Wakeups


@dataclass(frozen=True)
class ConsoleDeps:
    """`secure_cookies` where people come by https; `clock` is the marketplace's, for staffed hours; `demo` shows the demo's hint;
    `closing` is set when streams have to end."""

    database: Database
    wakeups: Wakeups
    renderer: Renderer
    catalogues: Catalogues
    clock: Clock = system_clock
    secure_cookies: bool = False
    demo: bool = False
    closing: asyncio.Event = field(default_factory=asyncio.Event)
