"""Who is connected to the web chat of this gateway: open sockets, from which addresses, in which conversations."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from bot.conversation.limits import network


class Attendance:
    """Counts those who are connected.

    `present` counts the open sockets of each conversation; others read it. `counts` says whether an address is
    counted at all: our own machine is not, in the demo.
    """

    def __init__(self, present: Counter[str], sockets_per_address: int, counts: Callable[[str], bool]) -> None:
        self.present, self._most, self._counts = present, sockets_per_address, counts
        self.sockets: Counter[str] = Counter()
        self._serving: set[asyncio.Task[Any]] = set()

    @contextlib.contextmanager
    def admit(self, address: str) -> Iterator[bool]:
        """Counts a socket for as long as the block serves it; the block learns whether its address has no more than it may."""
        key, task = network(address), asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        self.sockets[key] += 1
        try:
            yield not self._counts(address) or self.sockets[key] <= self._most
        finally:
            self._serving.discard(task)
            _take_one(self.sockets, key)

    @contextlib.contextmanager
    def attend(self, conversation_id: str) -> Iterator[None]:
        """Counts a client as present in the conversation while the block runs."""
        self.present[conversation_id] += 1
        try:
            yield
        finally:
            _take_one(self.present, conversation_id)

    async def wait_until_empty(self, seconds: float) -> None:
        """Waits until everybody has left, or for so long."""
        if self._serving:
            await asyncio.wait(self._serving, timeout=seconds)


def _take_one(counts: Counter[str], key: str) -> None:
    counts[key] -= 1
    if not counts[key]:
        del counts[key]
