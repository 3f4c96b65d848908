"""How much one contact, account or address may send, and all together: counted in Redis for all gateways, here while Redis is away.

A limit is written as `60/10 second; 900/10 minute`; that of a contact is for who does not wait for the answers. Over one, nothing is
lost: the web chat reads on later (docs/webchat-protocol.md), Telegram's messages are kept without an answer of their own (docs/telegram.md).
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import structlog
from limits import RateLimitItem, parse_many
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter, SlidingWindowCounterRateLimiter

from bot.metrics import RATE_LIMITED

log = structlog.get_logger()

REDIS_SECONDS = 0.25
"""An answer that takes longer is done without: to count is not worth to wait."""
AWAY_SECONDS = 5.0
SHORTEST_WAIT = 0.1
WAITING_PER_ADDRESS = 10
"""How many visitors from one address may wait for an agent at once, unless the settings say otherwise."""
TOLD_EVERY = "1/2 minute"
"""How often somebody is told, at most, to write more slowly."""

Rule = Sequence[RateLimitItem]


@dataclass(frozen=True)
class Rates:
    """What may come: messages of a contact, of an account over all its people, from an address, altogether; and new web sessions
    from an address, and visitors' new conversations."""

    contact: str = "60/10 second; 900/10 minute"
    account: str = "2000/10 second; 60000/10 minute"
    address: str = "2000/10 second; 60000/10 minute"
    overall: str = "3000/10 second"
    sessions: str = "120/minute"
    visitors: str = "30/minute; 300/hour"


class Counts:
    """Where is counted. Windows slide by estimate, which is cheap; whether somebody was told is exact, or a flood that meets the end of a
    window would be told twice."""

    def __init__(self, storage: MemoryStorage | RedisStorage) -> None:
        self._estimated = SlidingWindowCounterRateLimiter(storage)
        self._exact = MovingWindowRateLimiter(storage)

    async def wait(self, item: RateLimitItem, name: str, key: str) -> float:
        """Counts one; the seconds to wait when it is one too many, else 0."""
        limiter = self._exact if name == "told" else self._estimated
        if await limiter.hit(item, name, key):
            return 0.0
        if name != "told":
            RATE_LIMITED.labels(name).inc()
        stats = await limiter.get_window_stats(item, name, key)
        return max(stats.reset_time - time.time(), SHORTEST_WAIT)


class Limits:
    """Counts, and says how long to wait. Never fails: without Redis each gateway counts by itself.

    `counts_this_machine`: whether loopback is an address like others. In production it is: who comes from there is behind a proxy that
    `TRUSTED_PROXIES` does not name, and counts as one with all who do.
    """

    def __init__(
        self, rates: Rates = Rates(), redis_url: str | None = None, *, counts_this_machine: bool = False
    ) -> None:
        self._rates = rates
        self._counts_this_machine = counts_this_machine
        self._here = Counts(MemoryStorage())
        self._shared = Counts(_redis(redis_url)) if redis_url else None
        self._away_until = 0.0

    async def message(self, contact: str | None, account: str | None = None, address: str | None = None) -> float:
        """Counts one message; `contact` None: not against its contact, who waits for each answer. 0 when it may be taken; else the
        seconds until it is worth asking again."""
        rates, counted = self._rates, [("overall", self._rates.overall, "")]
        if contact:
            counted.append(("contact", rates.contact, contact))
        if account:
            counted.append(("account", rates.account, account))
        if address and self.counts(address):
            counted.append(("address", rates.address, network(address)))
        return await self._count(counted)

    async def session(self, address: str | None) -> float:
        """Counts one web session that begins. 0, or the seconds to wait."""
        if not address or not self.counts(address):
            return 0.0
        return await self._count([("sessions", self._rates.sessions, network(address))])

    def counts(self, address: str) -> bool:
        """Whether what comes from the address is counted against it."""
        return self._counts_this_machine or is_counted(address)

    async def visitor(self, address: str | None) -> float:
        """Counts one conversation that a visitor begins. 0, or the seconds to wait."""
        if not address or not self.counts(address):
            return 0.0
        return await self._count([("visitors", self._rates.visitors, network(address))])

    async def may_tell(self, contact: str) -> bool:
        """Whether the contact is told now that it was too much: once a flood."""
        return not await self._count([("told", TOLD_EVERY, contact)])

    async def _count(self, counted: list[tuple[str, str, str]]) -> float:
        if self._shared is not None and time.monotonic() >= self._away_until:
            try:
                async with asyncio.timeout(REDIS_SECONDS):
                    return await _hit(self._shared, counted)
            except Exception as error:  # whatever the client raises, it is Redis that is away
                self._away_until = time.monotonic() + AWAY_SECONDS
                log.warning("redis is away, each gateway counts by itself", error=type(error).__name__)
        return await _hit(self._here, counted)


def network(address: str) -> str:
    """What is counted as one: an IPv4 address, or an IPv6 network of 64 bits, which one customer has whole."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def address_mark(secret: str, address: str) -> str | None:
    """Returns what stands for the network of an address in the database: nobody without the secret finds the address from it."""
    return hmac.new(secret.encode(), f"network {network(address)}".encode(), "sha256").hexdigest() if address else None


def is_counted(address: str) -> bool:
    """Whether it is another machine's. A demo's own are not counted: it listens here only, and all of its people come from here."""
    try:
        return not ipaddress.ip_address(network(address)).is_loopback
    except ValueError:
        return True


def checked(rule: str) -> str:
    """The rule as it is.

    Raises:
        ValueError: it cannot be read.
    """
    if not rule.strip() or not _items(rule):
        raise ValueError
    return rule


@cache
def _items(rule: str) -> Rule:
    return parse_many(rule)


async def _hit(counts: Counts, counted: list[tuple[str, str, str]]) -> float:
    """The longest wait of all; what is over one limit is counted in the others all the same."""
    hits = [counts.wait(item, name, key) for name, rule, key in counted for item in _items(rule)]
    return max(await asyncio.gather(*hits))


def _redis(redis_url: str) -> RedisStorage:
    address = redis_url.replace("unix://", "redis+unix://", 1) if redis_url.startswith("unix://") else redis_url
    return RedisStorage(f"async+{address}", implementation="redispy", key_prefix="caravan", socket_connect_timeout=2)
