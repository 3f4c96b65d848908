"""Slows guessing of passwords down."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

MOST_KEYS = 10_000


class Throttle:
    """At most `limit` attempts a key within `seconds`, counted in this process."""

    def __init__(self, limit: int, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._seconds = seconds
        self._now = now
        self._attempts: dict[str, deque[float]] = {}

    def admit(self, key: str) -> float:
        """Counts an attempt and returns 0, or the seconds to wait when there were too many."""
        now = self._now()
        attempts = self._attempts.setdefault(key, deque())
        while attempts and attempts[0] <= now - self._seconds:
            attempts.popleft()
        if len(attempts) >= self._limit:
            return attempts[0] + self._seconds - now
        attempts.append(now)
        self._prune(now)
        return 0

    def forgive(self, key: str) -> None:
        """The attempts under that key were rightful."""
        self._attempts.pop(key, None)

    def _prune(self, now: float) -> None:
        if len(self._attempts) > MOST_KEYS:
            oldest = now - self._seconds
            self._attempts = {key: times for key, times in self._attempts.items() if times and times[-1] > oldest}
