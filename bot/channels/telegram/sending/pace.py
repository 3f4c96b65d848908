"""Keeps to Telegram's rate limits: 30 messages a second in total and 1 a second in a chat, with
short bursts allowed.

Each gateway counts only its own messages. If several gateways together exceed a limit, Telegram
answers 429 with the time to wait.
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
    """Decides when a message may be sent. `burst` messages may go to one chat at once; `clock`
    returns the time in seconds."""

    def __init__(self, burst: float = CHAT_BURST, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst = burst
        self._clock = clock
        self._next_slot = 0.0
        self._chats: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def chat(self, chat_id: str) -> float:
        """Returns 0 and counts one message to the chat if it may be sent now. If the message must
        wait, returns the seconds to wait and does not count it."""
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
        """Waits until the limit on messages to all chats together allows another one. Callers are
        served in the order of their calls."""
        now = self._clock()
        mine = max(now, self._next_slot)
        self._next_slot = mine + 1 / OVERALL_A_SECOND
        if mine > now:
            await asyncio.sleep(mine - now)
