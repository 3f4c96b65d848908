"""Says how slow this machine is at the moment, so that a limit of seconds judges the code and not a neighbour.

CPU seconds are no constant: where other processes share the caches, the memory and the two threads of a core, the same
work costs two or three times as many.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

QUIET_SECONDS = 0.010
"""How many CPU seconds the fixed piece of work took on the quiet machine on which the limits of the tests were set."""
_TEXT = "".join(f"{number} pcs of 丝巾 at {number}.50 USD, 不要印logo. " for number in range(160))
_PATTERNS = [
    re.compile(each) for each in (r"(\d+) pcs of (\w+)", r"\b(?:usd|cny|eur)\b", r"不要(\w{1,8})", r"[^\W\d_]+")
]


def slowness() -> float:
    """Returns how many times as long as on the quiet machine a fixed piece of work takes now: at least 1, the quickest of five runs."""
    return max(1.0, min(_seconds(time.thread_time) for _ in range(5)) / QUIET_SECONDS)


def crowdedness() -> float:
    """Returns how many times as long as on the quiet machine the same work takes by the clock, waiting for a free core
    included: at least 1, the mean of ten runs."""
    return max(1.0, sum(_seconds(time.monotonic) for _ in range(10)) / 10 / QUIET_SECONDS)


def _seconds(clock: Callable[[], float]) -> float:
    """Returns how long work like that of the readers takes by that clock: regular expressions, small strings and dictionaries."""
    began = clock()
    for _ in range(10):
        for pattern in _PATTERNS:
            counts: dict[str, int] = {}
            for found in pattern.finditer(_TEXT.casefold()):
                counts[found.group()] = counts.get(found.group(), 0) + found.end() - found.start()
    return clock() - began
