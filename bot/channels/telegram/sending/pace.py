"""Stays within Telegram's limits: 30 messages a second in total and 1 a second in a chat, with
short bursts allowed.

Each gateway limits itself. If several exceed a limit together, Telegram answers with 429 and the
time to wait.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable

OVERALL_A_SECOND = 28.0
CHAT_A_SECOND = 1.0
CHAT_BURST = 4.0
REMEMBERED_CHATS = 10_000


class Pace:
    """Decides when a message may be sent. `burst` messages may go to a chat at once; `clock` counts
    seconds."""

    def __init__(self, burst: float = CHAT_BURST, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst = burst
        self._clock = clock
        self._next_slot = 0.0
        self._chats: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def chat(self, chat_id: str) -> float:
        """Counts one message to the chat and returns 0, or returns the seconds to wait and counts
        nothing."""
        now = self._clock()
        left, since = self._chats.get(chat_id, (self._burst, now))
        left = min(self._burst, left + (now - since) * CHAT_A_SECOND)
        if left < 1:
            return (1 - left) / CHAT_A_SECOND
        self._chats[chat_id] = (left - 1, now)
        self._chats.move_to_end(chat_id)
        if len(self._chats) > REMEMBERED_CHATS:
            self._chats.popitem(last=False)
        return 0.0

    async def slot(self) -> None:
        """Waits for a free moment among the messages to all chats, in the order of the calls."""
        now = self._clock()
        mine = max(now, self._next_slot)
        self._next_slot = mine + 1 / OVERALL_A_SECOND
        if mine > now:
            await asyncio.sleep(mine - now)
