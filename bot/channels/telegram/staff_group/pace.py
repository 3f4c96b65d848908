"""Keeps to Telegram's limit of 20 messages a minute in a group. News that come while no message may be sent are joined
into fewer messages.

Only one gateway posts in the group, and it keeps the limit. If another program uses the same bot there,
Telegram may still answer 429 with the time to wait.
"""

from __future__ import annotations

import time
from collections.abc import Callable

BURST = 5.0
A_SECOND = 15.0 / 60.0
"""How many messages a second may be sent after a burst. Together with the burst, these are at most 20 in every
minute."""
AT_START = 2.0
"""How many messages may be sent at once right after a start. The number is low, because the gateway does not know what
was sent before the start."""


class GroupPace:
    """Decides when a message may be sent to the group. `burst` messages may be sent at once, then `a_second` messages
    each second. At first only `at_start` messages may be sent at once. `clock` returns the time in seconds."""

    def __init__(
        self,
        burst: float = BURST,
        a_second: float = A_SECOND,
        at_start: float = AT_START,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._burst, self._a_second, self._clock = burst, a_second, clock
        self._left, self._since = at_start, clock()
        self._quiet_until = 0.0

    def find_wait(self) -> float:
        """Returns 0 if a message may be sent now, or else the seconds to wait."""
        now = self._clock()
        if now < self._quiet_until:
            return self._quiet_until - now
        left = min(self._burst, self._left + (now - self._since) * self._a_second)
        return 0.0 if left >= 1 else (1 - left) / self._a_second

    def count(self) -> None:
        """Counts a message that is about to be sent."""
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._since) * self._a_second) - 1
        self._since = now

    def pause(self, seconds: float) -> None:
        """Lets no message be sent for this number of seconds."""
        self._quiet_until = max(self._quiet_until, self._clock() + seconds)
