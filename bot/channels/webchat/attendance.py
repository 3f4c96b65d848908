"""Counts the WebSockets that are open to the web chat of this gateway, by client address and by
conversation."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from foundation.addresses import find_network


class Attendance:
    """Counts the connected clients of the web chat.

    `present` counts the open sockets of each conversation; other parts of the gateway read it.
    `counts(address)` says whether the limit `sockets_per_address` applies to an address; in the
    demo it does not apply to the demo's own machine.
    """

    def __init__(self, present: Counter[str], sockets_per_address: int, counts: Callable[[str], bool]) -> None:
        self.present, self._most, self._counts = present, sockets_per_address, counts
        self.sockets: Counter[str] = Counter()
        self._serving: set[asyncio.Task[Any]] = set()

    @contextlib.contextmanager
    def admit(self, address: str) -> Iterator[bool]:
        """Counts a socket of this address while the `with` block runs. Yields whether the address
        is within its limit of open sockets."""
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
        """Counts a client as present in the conversation while the `with` block runs."""
        self.present[conversation_id] += 1
        try:
            yield
        finally:
            _take_one(self.present, conversation_id)

    async def wait_until_empty(self, seconds: float) -> None:
        """Waits until all clients have left, but at most `seconds`."""
        if self._serving:
            await asyncio.wait(self._serving, timeout=seconds)


def _take_one(counts: Counter[str], key: str) -> None:
    counts[key] -= 1
    if not counts[key]:
        del counts[key]
