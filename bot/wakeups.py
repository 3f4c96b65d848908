"""Wakes tasks that wait for changes, in this gateway and, through Redis, in other gateways.
Wake-ups are only hints: every waiting task also checks the database by itself now and then.

Only this module and bot/conversation/limits.py use Redis. Without Redis all tasks continue, because
they check the database more often.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

log = structlog.get_logger()

_CHANNEL = "caravan:"
_RECONNECT_SECONDS = 2.0
PUBLISH_SECONDS = 2.0


@dataclass(frozen=True)
class WakeupWaits:
    """Holds times in seconds. A waiting task looks into the database after `look`, or after `seldom` while Redis
    connects the gateways. After `ping` without a message Redis is pinged, and after `silent` the connection is treated
    as lost; then all tasks are woken one after another, within `spread`."""

    look: float = 10.0
    seldom: float = 120.0
    spread: float = 5.0
    ping: float = 5.0
    silent: float = 12.0


DEFAULT_WAITS = WakeupWaits()


class Signal:
    """Wakes one waiting task. `wait` returns whether the signal was set before the time-out."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._topics: frozenset[str] = frozenset()

    def set(self, topic: str = "") -> None:
        """Wakes the task because of a topic, or to look at everything."""
        self._topics |= {topic}
        self._event.set()

    def take_topics(self) -> frozenset[str]:
        """Returns the topics because of which the signal was set since the last call."""
        topics, self._topics = self._topics, frozenset()
        return topics

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), timeout)
        came = self._event.is_set()
        self._event.clear()
        return came


class Wakeups:
    """Wakes the tasks that listen to a topic: `lane`, `delivery`, `staff` or `conversation:<id>`."""

    def __init__(self, redis_url: str | None, waits: WakeupWaits = DEFAULT_WAITS) -> None:
        self._waits = waits
        self._redis = (
            Redis.from_url(redis_url, socket_connect_timeout=2, socket_timeout=None, health_check_interval=15)
            if redis_url
            else None
        )
        self._signals: dict[str, set[Signal]] = defaultdict(set)
        self._tasks: list[asyncio.Task[None]] = []
        self._unsent: set[str] = set()
        self._news = asyncio.Event()
        self._all_looking: asyncio.Task[None] | None = None
        self._id = uuid.uuid4().hex.encode()
        self.status = "starting" if self._redis else "off"

    async def start(self) -> None:
        if self._redis is not None:
            self._tasks = [
                asyncio.create_task(work(self._redis), name=f"wakeups {work.__name__}")
                for work in (self._relay, self._publish)
            ]

    async def stop(self) -> None:
        tasks = [*self._tasks, *filter(None, [self._all_looking])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._redis is not None:
            with contextlib.suppress(RedisError, OSError):
                await self._redis.aclose()

    @property
    def patience(self) -> float:
        """Returns the seconds after which a waiting task should check the database by itself. The
        time is longer while Redis connects the gateways, and partly random, so that not all tasks
        check at once."""
        return (self._waits.seldom if self.status == "ok" else self._waits.look) * random.uniform(0.8, 1.2)

    async def notify(self, topic: str, *, but: Signal | None = None) -> None:
        """Wakes the listeners of a topic: those of this process at once, and those of other
        gateways soon, through Redis. Does not wait for Redis, and raises no error.

        The signal `but` is not woken, because its task made the change.
        """
        self._wake(topic, but)
        if self._redis is not None and self.status == "ok":
            self._unsent.add(topic)
            self._news.set()

    @asynccontextmanager
    async def listen(self, *topics: str) -> AsyncIterator[Signal]:
        signal = Signal()
        for topic in topics:
            self._signals[topic].add(signal)
        try:
            yield signal
        finally:
            for topic in topics:
                self._signals[topic].discard(signal)
                if not self._signals[topic]:
                    del self._signals[topic]

    def _wake(self, topic: str, but: Signal | None = None) -> None:
        for signal in self._signals.get(topic, ()):
            if signal is not but:
                signal.set(topic)

    def _change_status(self, status: str) -> None:
        """Changes the status of the connection to Redis, and wakes all listeners within a few
        seconds, because wake-ups from other gateways may have been missed."""
        self.status = status
        if self._all_looking is not None:
            self._all_looking.cancel()
        self._all_looking = asyncio.create_task(self._wake_all())

    async def _wake_all(self) -> None:
        listening = [signal for signals in self._signals.values() for signal in signals]
        for signal in listening:
            signal.set()
            await asyncio.sleep(self._waits.spread / len(listening))

    async def _publish(self, redis: Redis) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            topics, self._unsent = self._unsent, set()
            with contextlib.suppress(RedisError, OSError):
                async with asyncio.timeout(PUBLISH_SECONDS), redis.pipeline(transaction=False) as pipeline:
                    for topic in topics:
                        pipeline.publish(_CHANNEL + topic, self._id)
                    await pipeline.execute()

    async def _relay(self, redis: Redis) -> None:
        while True:
            try:
                async with redis.pubsub() as pubsub:
                    await pubsub.psubscribe(_CHANNEL + "*")
                    await self._hear(pubsub)
            except Exception as error:  # any error of the client means that Redis cannot be reached
                if self.status != "down":
                    log.warning("redis is away, polling instead", error=type(error).__name__)
                    self._change_status("down")
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _hear(self, pubsub: PubSub) -> None:
        """Wakes the listeners of topics that other gateways publish through Redis.

        Raises:
            TimeoutError: nothing was received from Redis for `WakeupWaits.silent` seconds, not even the answer
                to a ping.
        """
        clock = asyncio.get_running_loop().time
        heard = clock()
        while clock() - heard < self._waits.silent:
            message = await pubsub.get_message(timeout=self._waits.ping)
            if message is None:
                await pubsub.ping()
                continue
            heard = clock()
            if message["type"] == "psubscribe":
                self._change_status("ok")
            elif message["type"] == "pmessage" and message["data"] != self._id:
                self._wake(message["channel"].decode().removeprefix(_CHANNEL))
        raise TimeoutError
