"""Waits between attempts: longer each time, at random so that several clients do not act together,
and never beyond a stop."""

from __future__ import annotations

import asyncio
import random


class Backoff:
    """Computes waits of `first`, twice `first`, and so on up to `most` seconds, each shortened at
    random by up to a half."""

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
    """Sleeps, but wakes at once when everything stops."""
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return
