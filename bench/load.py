"""Loads a system: it holds conversations at once and times every turn, in the same way for whatever
is measured."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

TURN_SECONDS = 30.0
"""Seconds after which a turn has failed."""


class Conversation(Protocol):
    """Holds one conversation with a system. `say` returns how many messages came back in the
    turn."""

    async def say(self, text: str) -> int: ...

    async def close(self) -> None: ...


class System(Protocol):
    """Opens conversations with what is measured."""

    async def open(self) -> Conversation: ...


@dataclass
class Load:
    """Holds what a load measured: the seconds of each completed turn, and how many turns got no
    answer.

    A completed turn has an answer and ended within the time.
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
        """Returns the seconds within which that share of the turns was done."""
        return percentile(self.latencies, share)

    def add(self, other: Load) -> None:
        """Adds another round of the same load."""
        self.seconds += other.seconds
        self.latencies += other.latencies
        self.unanswered += other.unanswered


def percentile(values: Sequence[float], share: float) -> float:
    """Returns the smallest value that at least `share` of the values do not exceed (nearest rank),
    or 0 without values."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)] if ordered else 0.0


async def hold(system: System, scripts: Iterator[list[str]], seconds: float, at_once: int = 8) -> Load:
    """Holds `at_once` conversations for so many seconds, a new one for each script.

    A turn counts when it ends within the time. Opening and closing conversations takes place within
    the time too.

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
    """Holds one conversation alone, and returns the seconds of each of its turns."""
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
