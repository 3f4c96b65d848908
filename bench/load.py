"""Puts load on a system: it holds several conversations at once and times every turn, which is a message and
its answers. All systems that are measured get their load from this module."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

TURN_SECONDS = 30.0
"""A turn that takes longer than this many seconds has failed."""


class Conversation(Protocol):
    """Is one conversation with a system. `say` sends a message, waits for the end of the turn, and returns how
    many messages came back."""

    async def say(self, text: str) -> int: ...

    async def close(self) -> None: ...


class System(Protocol):
    """Is a system that can be measured. `open` begins a new conversation with the system."""

    async def open(self) -> Conversation: ...


@dataclass
class Load:
    """Holds the results of a measurement under load for `seconds`: how many seconds each completed turn took
    (`latencies`), and how many turns got no answer.

    A completed turn got an answer and ended before the time of the measurement was over.
    """

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    unanswered: int = 0

    @property
    def turns(self) -> int:
        return len(self.latencies)

    @property
    def per_second(self) -> float:
        return self.turns / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Returns within how many seconds this share of the turns was done."""
        return percentile(self.latencies, share)

    def add(self, other: Load) -> None:
        """Adds what another round with the same system measured."""
        self.seconds += other.seconds
        self.latencies += other.latencies
        self.unanswered += other.unanswered


def percentile(values: Sequence[float], share: float) -> float:
    """Returns the smallest of the values that at least `share` of them do not exceed (nearest rank), or 0 if
    there are no values."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)] if ordered else 0.0


async def hold(system: System, scripts: Iterator[list[str]], seconds: float, at_once: int = 8) -> Load:
    """Holds `at_once` conversations at the same time for `seconds`. Each conversation sends the messages of
    one script, and then the next conversation begins.

    A turn counts if it ends within `seconds`. This time also includes opening and closing conversations.

    Raises:
        TimeoutError: a turn took longer than `TURN_SECONDS`.
    """
    load = Load()
    began = time.perf_counter()
    workers = [asyncio.create_task(_work(system, scripts, began + seconds, load)) for _ in range(at_once)]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
    load.seconds = seconds
    return load


async def _work(system: System, scripts: Iterator[list[str]], until: float, load: Load) -> None:
    while time.perf_counter() < until:
        conversation = await system.open()
        try:
            for text in next(scripts):
                if time.perf_counter() >= until:
                    return
                await _hold_turn(conversation, text, until, load)
        finally:
            await conversation.close()


async def _hold_turn(conversation: Conversation, text: str, until: float, load: Load) -> None:
    began = time.perf_counter()
    async with asyncio.timeout(TURN_SECONDS):
        answers = await conversation.say(text)
    done = time.perf_counter()
    if done > until:
        return
    if answers:
        load.latencies.append(done - began)
    else:
        load.unanswered += 1


async def time_turns(system: System, texts: Sequence[str]) -> list[float]:
    """Holds a single conversation, and returns how many seconds each of its turns took."""
    conversation = await system.open()
    taken = []
    try:
        for text in texts:
            began = time.perf_counter()
            async with asyncio.timeout(TURN_SECONDS):
                await conversation.say(text)
            taken.append(time.perf_counter() - began)
    finally:
        await conversation.close()
    return taken
