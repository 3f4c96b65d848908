"""Limits how much a contact, an account, an address, and all of them together may send. The counts
are in Redis for all gateways, and in this process while Redis is away.

A limit is written as `60/10 second; 900/10 minute`. The limit of a contact applies to contacts that
do not wait for answers. No message over a limit is lost: the web chat reads it later
(docs/webchat-protocol.md), and Telegram's messages are stored without an answer of their own
(docs/telegram.md).
"""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import structlog
from limits import RateLimitItem, parse_many
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter, SlidingWindowCounterRateLimiter
from prometheus_client import Counter

from foundation.addresses import find_network, is_counted

RATE_LIMITED = Counter(
    "caravan_rate_limited_total",
    "Times that a limit was over: contact, account, address, overall, sessions, frames, connections",
    ["limit"],
)


log = structlog.get_logger()

REDIS_SECONDS = 0.25
"""The gateway does not wait longer for Redis, because counting is not worth a delay."""
AWAY_SECONDS = 5.0
SHORTEST_WAIT = 0.1
WAITING_PER_ADDRESS = 10
"""How many visitors from one address may wait for an agent at once, unless the settings say
otherwise."""
TOLD_EVERY = "1/2 minute"
"""How often somebody is told, at most, to write more slowly."""

Rule = Sequence[RateLimitItem]


def note_limited(name: str) -> None:
    """Counts that somebody was over the limit of this name."""
    RATE_LIMITED.labels(name).inc()


@dataclass(frozen=True)
class Rates:
    """Holds the limits: messages of a contact, of an account over all its people, from an address,
    and in total; new web sessions from an address; and new conversations of visitors."""

    contact: str = "60/10 second; 900/10 minute"
    account: str = "2000/10 second; 60000/10 minute"
    address: str = "2000/10 second; 60000/10 minute"
    overall: str = "3000/10 second"
    sessions: str = "120/minute"
    visitors: str = "30/minute; 300/hour"


class Counts:
    """Counts in one storage. Most sliding windows are estimated, which is cheap. The count of
    contacts who were told to write more slowly is exact; otherwise somebody would be told twice
    when a flood meets the end of a window."""

    def __init__(self, storage: MemoryStorage | RedisStorage) -> None:
        self._estimated = SlidingWindowCounterRateLimiter(storage)
        self._exact = MovingWindowRateLimiter(storage)

    async def wait(self, item: RateLimitItem, name: str, key: str) -> float:
        """Counts one more under `key`. Returns the seconds to wait if that is too many, else 0."""
        limiter = self._exact if name == "told" else self._estimated
        if await limiter.hit(item, name, key):
            return 0.0
        if name != "told":
            note_limited(name)
        stats = await limiter.get_window_stats(item, name, key)
        return max(stats.reset_time - time.time(), SHORTEST_WAIT)


class Limits:
    """Counts what is sent, and returns how long the sender must wait. It never fails: without Redis
    each gateway counts by itself.

    `counts_this_machine` says whether loopback is counted like other addresses. In production it
    is: clients from loopback are behind a proxy that `TRUSTED_PROXIES` does not name, and count as
    one.
    """

    def __init__(
        self, rates: Rates = Rates(), redis_url: str | None = None, *, counts_this_machine: bool = False
    ) -> None:
        self._rates = rates
        self._counts_this_machine = counts_this_machine
        self._here = Counts(MemoryStorage())
        self._shared = Counts(_open_redis(redis_url)) if redis_url else None
        self._away_until = 0.0

    async def message(self, contact: str | None, account: str | None = None, address: str | None = None) -> float:
        """Counts one message. Returns 0 if it may be accepted, else the seconds after which asking
        again makes sense. A `contact` of None means that the contact's own limit does not apply,
        because the contact waits for each answer."""
        rates, counted = self._rates, [("overall", self._rates.overall, "")]
        if contact:
            counted.append(("contact", rates.contact, contact))
        if account:
            counted.append(("account", rates.account, account))
        if address and self.counts(address):
            counted.append(("address", rates.address, find_network(address)))
        return await self._count(counted)

    async def session(self, address: str | None) -> float:
        """Counts a new web session. Returns 0, or the seconds to wait."""
        if not address or not self.counts(address):
            return 0.0
        return await self._count([("sessions", self._rates.sessions, find_network(address))])

    def counts(self, address: str) -> bool:
        """Returns whether messages from this address are counted against it."""
        return self._counts_this_machine or is_counted(address)

    async def visitor(self, address: str | None) -> float:
        """Counts a new conversation of a visitor. Returns 0, or the seconds to wait."""
        if not address or not self.counts(address):
            return 0.0
        return await self._count([("visitors", self._rates.visitors, find_network(address))])

    async def may_tell(self, contact: str) -> bool:
        """Returns whether the contact should be told now to write more slowly, which happens once
        for each flood."""
        return not await self._count([("told", TOLD_EVERY, contact)])

    async def _count(self, counted: list[tuple[str, str, str]]) -> float:
        if self._shared is not None and time.monotonic() >= self._away_until:
            try:
                async with asyncio.timeout(REDIS_SECONDS):
                    return await _hit(self._shared, counted)
            except Exception as error:  # any error of the client means that Redis is away
                self._away_until = time.monotonic() + AWAY_SECONDS
                log.warning("redis is away, each gateway counts by itself", error=type(error).__name__)
        return await _hit(self._here, counted)


def hash_address(secret: str, address: str) -> str | None:
    """Returns a keyed hash of the address's network for the database. Nobody can find the address
    from it without the secret."""
    return (
        hmac.new(secret.encode(), f"network {find_network(address)}".encode(), "sha256").hexdigest()
        if address
        else None
    )


@cache
def _parse(rule: str) -> Rule:
    return parse_many(rule)


async def _hit(counts: Counts, counted: list[tuple[str, str, str]]) -> float:
    """Counts under every limit, even if one of them is exceeded. Returns the longest wait."""
    hits = [counts.wait(item, name, key) for name, rule, key in counted for item in _parse(rule)]
    return max(await asyncio.gather(*hits))


def _open_redis(redis_url: str) -> RedisStorage:
    address = redis_url.replace("unix://", "redis+unix://", 1) if redis_url.startswith("unix://") else redis_url
    return RedisStorage(f"async+{address}", implementation="redispy", key_prefix="caravan", socket_connect_timeout=2)
