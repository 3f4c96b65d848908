"""Enforces Telegram's rate limits for messages: one a second in a chat (more in a short burst), 30 a second in all
chats together, and 20 a minute in a group."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.telegram.errors import too_many_requests


@dataclass(frozen=True)
class Limits:
    chat_per_second: float = 1.0
    chat_burst: int = 10
    overall_per_second: int = 30
    group_per_minute: int = 20


class RateLimiter:
    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits, self._clock = limits, clock
        self._allowance: dict[int, tuple[float, float]] = {}
        self._overall: deque[float] = deque()
        self._groups: defaultdict[int, deque[float]] = defaultdict(deque)

    def check(self, chat_id: int) -> None:
        """Counts a message to the chat.

        Raises:
            ApiError: 429 with the seconds to wait, if there were too many messages.
        """
        now = self._clock()
        self._within_window(self._overall, now, self._limits.overall_per_second, 1.0)
        if chat_id < 0:
            self._within_window(self._groups[chat_id], now, self._limits.group_per_minute, 60.0)
            self._groups[chat_id].append(now)
        else:
            self._within_burst(chat_id, now)
        self._overall.append(now)

    def _within_window(self, taken: deque[float], now: float, most: int, seconds: float) -> None:
        while taken and taken[0] <= now - seconds:
            taken.popleft()
        if len(taken) >= most:
            raise too_many_requests(max(1, math.ceil(taken[0] + seconds - now)))

    def _within_burst(self, chat_id: int, now: float) -> None:
        burst, rate = self._limits.chat_burst, self._limits.chat_per_second
        left, since = self._allowance.get(chat_id, (float(burst), now))
        left = min(float(burst), left + (now - since) * rate)
        if left < 1:
            raise too_many_requests(max(1, math.ceil((1 - left) / rate)))
        self._allowance[chat_id] = (left - 1, now)
