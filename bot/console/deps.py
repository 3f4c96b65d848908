"""What the console is built from."""

from __future__ import annotations

from dataclasses import dataclass

from bot.clock import Clock, system_clock
from bot.i18n import Catalogues
from bot.rendering import Renderer
from bot.storage.database import Database
from bot.wakeups import Wakeups


@dataclass(frozen=True)
class ConsoleDeps:
    """`secure_cookies` where people come by https; `clock` is the marketplace's, for staffed hours; `demo` shows the demo's hint."""

    database: Database
    wakeups: Wakeups
    renderer: Renderer
    catalogues: Catalogues
    clock: Clock = system_clock
    secure_cookies: bool = False
    demo: bool = False
