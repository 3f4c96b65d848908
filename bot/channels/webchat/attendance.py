"""Counts who is connected to the web chat of this gateway: open sockets, by address and by
conversation."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from foundation.addresses import find_network


class Attendance:
    """Counts the connected clients.

    `present` counts the open sockets of each conversation, for others to read. `counts` says
    whether an address is counted at all; in the demo our own machine is not.
    """

    def __init__(self, present: Counter[str], sockets_per_address: int, counts: Callable[[str], bool]) -> None:
        self.present, self._most, self._counts = present, sockets_per_address, counts
        self.sockets: Counter[str] = Counter()
        self._serving: set[asyncio.Task[Any]] = set()

    @contextlib.contextmanager
    def admit(self, address: str) -> Iterator[bool]:
        """Counts a socket while the block serves it. The block is told whether the address is
        within the limit."""
        key, task = find_network(address), asyncio.current_task()
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
        """Waits until everybody has left, or for at most `seconds`."""
        if self._serving:
            await asyncio.wait(self._serving, timeout=seconds)


def _take_one(counts: Counter[str], key: str) -> None:
    counts[key] -= 1
    if not counts[key]:
        del counts[key]
