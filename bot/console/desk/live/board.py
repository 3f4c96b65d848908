"""Reads the state of the desk from the database. One reading serves all open pages of the console, however many are
open and however much changes."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass

from bot.marketplace.store import count_held
from bot.support.store.desk_agents import list_online_agents
from bot.support.store.lines import ConversationLine
from bot.support.store.queue.queue import Desk, list_newest_requests, read_desk
from foundation.clock import system_clock
from foundation.database.announcing import Database

HEARD_OF = dt.timedelta(hours=1)
"""When an agent opens a page, it alerts them of requests for an agent that are at most this old."""
SPACING_SECONDS = 0.12
"""At least this many seconds lie between two readings. Several changes in between are read together."""


@dataclass(frozen=True)
class Reading:
    """Holds the state of the desk at one moment: the queue's first page and all open conversations,
    the ids of the agents who are online, the latest requests that nobody has taken, and how many
    files wait for a decision."""

    desk: Desk
    online: set[int]
    requests: list[ConversationLine]
    held: int


class Board:
    """Reads the state of the desk for all streams of this gateway together."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()
        self._began_at = float("-inf")
        self._next: asyncio.Task[Reading] | None = None

    async def read(self) -> Reading:
        """Returns a reading that began after this call. All calls that wait for the next reading get the same one."""
        if self._next is None:
            self._next = asyncio.create_task(self._read_in_turn())
        return await asyncio.shield(self._next)

    async def _read_in_turn(self) -> Reading:
        async with self._turn:
            clock = asyncio.get_running_loop().time
            await asyncio.sleep(self._began_at + SPACING_SECONDS - clock())
            self._began_at, self._next = clock(), None
            now = system_clock()
            async with self._database.read() as connection:
                return Reading(
                    await read_desk(connection),
                    await list_online_agents(connection, now),
                    await list_newest_requests(connection, now - HEARD_OF),
                    await count_held(connection),
                )
