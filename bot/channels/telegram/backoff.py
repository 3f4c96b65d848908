"""Waits between attempts: longer each time, and for a random part of that time so that several
clients do not retry at once. A stop of the gateway ends the wait."""

from __future__ import annotations

import asyncio
import random


class Backoff:
    """Computes waits of `first`, twice `first`, four times `first` and so on, up to `most` seconds.
    Each wait is shortened at random by up to a half."""

    def __init__(self, first: float = 1.0, most: float = 30.0) -> None:
        self._first, self._most = first, most
        self._failures = 0

    def reset(self) -> None:
        self._failures = 0

    def next(self) -> float:
        full = min(self._most, self._first * 2.0 ** min(self._failures, 16))
        self._failures += 1
        return full * random.uniform(0.5, 1.0)


async def pause(seconds: float, stopping: asyncio.Event) -> None:
    """Sleeps for `seconds`, but returns at once when `stopping` is set."""
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return
