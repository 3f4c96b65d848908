"""Wake-ups between tasks and processes, over Redis when it is there. Only hints: whoever listens also looks by itself now and then.

This is the only file that knows Redis. Flush it or stop it: everything continues, by polling.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger()

_CHANNEL = "caravan:"
_RECONNECT_SECONDS = 2.0
PUBLISH_SECONDS = 2.0


class Signal:
    """Set by a notification of its topics; `wait` returns whether one came within the time."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def set(self) -> None:
        self._event.set()

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), timeout)
        came = self._event.is_set()
        self._event.clear()
        return came


class Wakeups:
    """Topics: `lane`, `delivery`, `staff`, `conversation:<id>`."""

    def __init__(self, redis_url: str | None) -> None:
        self._redis = (
            Redis.from_url(redis_url, socket_connect_timeout=2, socket_timeout=None, health_check_interval=15)
            if redis_url
            else None
        )
        self._signals: dict[str, set[Signal]] = defaultdict(set)
        self._tasks: list[asyncio.Task[None]] = []
        self._unsent: set[str] = set()
        self._news = asyncio.Event()
        self._id = uuid.uuid4().hex.encode()
        self.status = "starting" if self._redis else "off"

    async def start(self) -> None:
        if self._redis is not None:
            self._tasks = [
                asyncio.create_task(work(self._redis), name=f"wakeups {work.__name__}")
                for work in (self._relay, self._publish)
            ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._redis is not None:
            with contextlib.suppress(RedisError, OSError):
                await self._redis.aclose()

    async def notify(self, topic: str, *, but: Signal | None = None) -> None:
        """Wakes the listeners here at once and those of other gateways soon, through Redis. Never raises, never waits for Redis.

        `but` is not woken: it knows already.
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
                signal.set()

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
                    self.status = "ok"
                    async for message in pubsub.listen():
                        if message["type"] == "pmessage" and message["data"] != self._id:
                            self._wake(message["channel"].decode().removeprefix(_CHANNEL))
            except Exception as error:  # whatever the client raises, it is Redis that is away
                if self.status != "down":
                    log.warning("redis is away, polling instead", error=type(error).__name__)
                self.status = "down"
            await asyncio.sleep(_RECONNECT_SECONDS)
