"""Limits how many messages a contact, an account, an IP address, and all of them together may send.
All gateways count together in Redis; while Redis cannot be reached, each gateway counts by itself.

A limit is written as `60/10 second; 900/10 minute`. The limit of a contact does not apply to contacts who wait for each
answer. No message over a limit is lost: the web chat reads it later (docs/webchat-protocol.md), and a message from
Telegram is stored without an answer of its own (docs/telegram.md).
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
"""The longest wait for Redis, because counting is not worth a delay."""
AWAY_SECONDS = 5.0
SHORTEST_WAIT = 0.1
WAITING_PER_ADDRESS = 10
"""How many visitors from one address may wait for an agent at once, unless the settings say
otherwise."""
TOLD_EVERY = "1/2 minute"
"""How often, at most, a contact is told to write more slowly."""

Rule = Sequence[RateLimitItem]


def note_limited(name: str) -> None:
    """Counts in the metrics that the limit with this name was exceeded."""
    RATE_LIMITED.labels(name).inc()


@dataclass(frozen=True)
class Rates:
    """Holds the limits on messages (of a contact, of all people of an account, from an IP address,
    and in total), on new web sessions from an address, and on new conversations of visitors from an
    address."""

    contact: str = "60/10 second; 900/10 minute"
    account: str = "2000/10 second; 60000/10 minute"
    address: str = "2000/10 second; 60000/10 minute"
    overall: str = "3000/10 second"
    sessions: str = "120/minute"
    visitors: str = "30/minute; 300/hour"


class Counts:
    """Counts messages in sliding time windows, in one storage (Redis or memory). Most counts are
    estimated, which is cheap. The count of requests to write more slowly is exact, so that no
    contact gets two of them when a time window ends during a flood."""

    def __init__(self, storage: MemoryStorage | RedisStorage) -> None:
        self._estimated = SlidingWindowCounterRateLimiter(storage)
        self._exact = MovingWindowRateLimiter(storage)

    async def wait(self, item: RateLimitItem, name: str, key: str) -> float:
        """Counts one more event under `key`, for the limit `name`. Returns the seconds to wait if
        the limit is exceeded, else 0."""
        limiter = self._exact if name == "told" else self._estimated
        if await limiter.hit(item, name, key):
            return 0.0
        if name != "told":
            note_limited(name)
        stats = await limiter.get_window_stats(item, name, key)
        return max(stats.reset_time - time.time(), SHORTEST_WAIT)


class Limits:
    """Counts messages, sessions and visitors, and returns how long the sender must wait. Errors of
    Redis raise nothing; the gateway then counts by itself.

    `counts_this_machine` says whether the loopback address is limited like other addresses. In
    production the loopback address is limited: requests from it come through a proxy that
    `TRUSTED_PROXIES` does not name, and count as one client.
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
        """Counts one message. Returns 0 if the message may be accepted, else the seconds after
        which to ask again. If `contact` is None, the limit of a contact does not apply, because the
        contact waits for each answer."""
        rates, counted = self._rates, [("overall", self._rates.overall, "")]
        if contact:
            counted.append(("contact", rates.contact, contact))
        if account:
            counted.append(("account", rates.account, account))
        if address and self.counts(address):
            counted.append(("address", rates.address, find_network(address)))
        return await self._count(counted)

    async def session(self, address: str | None) -> float:
        """Counts a new web session from this address. Returns 0 if the limit allows it, else the
        seconds to wait."""
        if not address or not self.counts(address):
            return 0.0
        return await self._count([("sessions", self._rates.sessions, find_network(address))])

    def counts(self, address: str) -> bool:
        """Returns whether the limits on addresses apply to this address."""
        return self._counts_this_machine or is_counted(address)

    async def visitor(self, address: str | None) -> float:
        """Counts a new conversation of a visitor from this address. Returns 0 if the limit allows
        it, else the seconds to wait."""
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
            except Exception as error:  # any error of the client means that Redis cannot be reached
                self._away_until = time.monotonic() + AWAY_SECONDS
                log.warning("redis is away, each gateway counts by itself", error=type(error).__name__)
        return await _hit(self._here, counted)


def hash_address(secret: str, address: str) -> str | None:
    """Returns a keyed hash of the network to which the IP address belongs, or None for an empty
    address. Without the secret nobody can find the network from the hash."""
    return (
        hmac.new(secret.encode(), f"network {find_network(address)}".encode(), "sha256").hexdigest()
        if address
        else None
    )


@cache
def _parse(rule: str) -> Rule:
    return parse_many(rule)


async def _hit(counts: Counts, counted: list[tuple[str, str, str]]) -> float:
    """Counts one more event under every limit, even if one of them is exceeded. Returns the longest
    wait in seconds."""
    hits = [counts.wait(item, name, key) for name, rule, key in counted for item in _parse(rule)]
    return max(await asyncio.gather(*hits))


def _open_redis(redis_url: str) -> RedisStorage:
    address = redis_url.replace("unix://", "redis+unix://", 1) if redis_url.startswith("unix://") else redis_url
    return RedisStorage(f"async+{address}", implementation="redispy", key_prefix="caravan", socket_connect_timeout=2)
