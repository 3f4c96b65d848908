"""Limits the number of connections to the gateway, in total and for each address, and closes
connections even if the client does not cooperate."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import resource
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import structlog
import uvicorn

from bot.web.body_limit import BodyLimits
from foundation.addresses import find_network, is_counted

log = structlog.get_logger()

LastWords = Callable[[str], str]
"""A function that returns the text with this name, for a client whose language is not known yet."""

SPARE = 16
"""How many further connections are accepted only for health checks, so that a gateway whose
connections are all in use still looks alive."""
FILES_OF_OTHERS = 256
"""How many open files the gateway needs for other purposes: databases, logs and its own requests."""
LINGER_SECONDS = 1.0
LINGER_BYTES = 1024 * 1024
"""How long, and how many bytes, are still read and discarded after the last message to a client
that is refused. If the connection were closed at once, the client might not receive the last
message."""
LINGERING = 200
"""How many refused connections may wait at the same time for their clients to close them. Further
connections are closed at once."""
STEP_BYTES = 16 * 1024


@dataclass(frozen=True)
class ConnectionLimits:
    """Holds how much time a client has, in seconds, and how much it may send.

    The `head` of a request must arrive within this time from the start of the connection or the end of the previous
    answer. A request whose body does not end in time is answered; if the connection is still open `told` seconds
    later, it is closed. When the application did not read a whole body, the client may go on to send the rest of it for
    `unread` seconds after the answer. A client that reads almost nothing of the data that waits for it is disconnected
    after `stuck` seconds. On a WebSocket, a frame or message must arrive completely within `message` seconds once it
    has begun, and the client may send `burst` bytes at once: `bot.conversation.limits` slows down clients that send too
    much, and this limit disconnects clients that send far more than that.
    """

    head: float = 15.0
    told: float = 2.0
    unread: float = 5.0
    stuck: float = 30.0
    message: float = 30.0
    burst: int = 4 * 1024 * 1024


class Welcome(Enum):
    """Says how a new connection is treated: served, served for health checks only, or refused because its address
    (`CROWDED`) or the gateway (`FULL`) has too many connections."""

    OPEN = "open"
    CHECKS_ONLY = "checks only"
    CROWDED = "crowded"
    FULL = "full"


@dataclass(frozen=True)
class Place:
    """Records how one connection was counted. `key` is the address or network under which the connection was counted,
    or None if its address has no limit, such as the address of a trusted proxy."""

    welcome: Welcome
    key: str | None


class Connections:
    """Counts the open connections of this process.

    Args:
        most: the limit for all connections together.
        most_of_one: the limit for one address, or one IPv6 network of 64 bits.
        proxies: the networks of trusted proxies, whose addresses are not limited.
        counts_this_machine: whether the loopback address is limited like others.
        note_limited: called with the limit's name whenever a connection is refused.
    """

    def __init__(
        self,
        most: int,
        most_of_one: int,
        proxies: Sequence[str] = (),
        *,
        counts_this_machine: bool = True,
        note_limited: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._most, self._most_of_one = most, most_of_one
        self._proxies = [ipaddress.ip_network(proxy) for proxy in proxies]
        self._counts_this_machine = counts_this_machine
        self._open = 0
        self._of_one: Counter[str] = Counter()
        self.lingering = 0
        self.note_limited = note_limited

    def enter(self, address: str) -> Place:
        """Counts a new connection from this address, and returns how to treat it. The caller must
        call `leave` when the connection ends."""
        key = self._find_key(address)
        if key is not None and self._of_one[key] >= self._most_of_one:
            return Place(Welcome.CROWDED, None)
        if self._open >= self._most + SPARE:
            return Place(Welcome.FULL, None)
        place = Place(Welcome.OPEN if self._open < self._most else Welcome.CHECKS_ONLY, key)
        self._open += 1
        if key is not None:
            self._of_one[key] += 1
        return place

    def leave(self, place: Place) -> None:
        """Removes a connection from the counts after it has ended."""
        if place.welcome in (Welcome.CROWDED, Welcome.FULL):
            return
        self._open -= 1
        if place.key is not None:
            self._of_one[place.key] -= 1
            if not self._of_one[place.key]:
                del self._of_one[place.key]

    def _find_key(self, address: str) -> str | None:
        key = find_network(address)
        if not address or (not self._counts_this_machine and not is_counted(address)):
            return None
        try:
            parsed = ipaddress.ip_address(find_network(address) if "." in key else address)
        except ValueError:
            return key
        return None if any(parsed in proxy for proxy in self._proxies) else key


class GatewayConfig(uvicorn.Config):
    """Holds uvicorn's settings, with further objects that the protocols of all connections share."""

    def __init__(
        self, *args: Any, open_connections: Connections, last_words: LastWords, body_limits: BodyLimits, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.body_limits = body_limits
        self.connection_limits = ConnectionLimits()
        self.open_connections = open_connections
        self.last_words = last_words


class Deadline:
    """Represents a timer that calls a function when its time is over, unless it is stopped before.
    The truth value of the timer says whether it is running."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call
        self._timer: asyncio.TimerHandle | None = None

    def __bool__(self) -> bool:
        return self._timer is not None

    def start(self, seconds: float) -> None:
        """Starts the timer, or restarts it if it is running."""
        self.stop()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._end)

    def stop(self) -> None:
        """Stops the timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _end(self) -> None:
        self._timer = None
        self._call()


class Line:
    """Watches the sending side of one connection. Disconnects a client that reads no data, and
    closes the connection after a last message."""

    def __init__(self, transport: asyncio.Transport, connections: Connections, stuck_seconds: float) -> None:
        self._transport, self._connections = transport, connections
        self._stuck_seconds = stuck_seconds
        self._stuck = Deadline(self._look)
        self._end = Deadline(transport.abort)
        self.ending = False
        """Says whether the last message has been written."""
        self._waiting = 0
        self._thrown_away = 0

    def watch(self) -> None:
        """Starts to watch whether the client reads the data that waits for it."""
        if not self._stuck:
            self._waiting = self._transport.get_write_buffer_size()
            self._stuck.start(self._stuck_seconds)

    def stop_watching(self) -> None:
        """Stops watching the client, because it has read the data that waited for it."""
        self._stuck.stop()

    def hang_up(self) -> None:
        """Closes the connection once the client has read all data that waits for it, or if it reads none of it within
        `stuck_seconds`."""
        self._transport.close()
        self.watch()

    def hang_up_after_last_words(self) -> None:
        """Ends writing, and closes the connection when the client has closed its side, or after
        `LINGER_SECONDS`. If `LINGERING` connections already wait for their clients, closes the
        connection as `hang_up` does."""
        if self._connections.lingering >= LINGERING or not self._transport.can_write_eof():
            self.hang_up()
            return
        self._connections.lingering += 1
        self.ending = True
        self._transport.write_eof()
        self._end.start(LINGER_SECONDS)

    def throw_away(self, data: bytes) -> None:
        """Discards data that arrives after the last message was written."""
        self._thrown_away += len(data)
        if self._thrown_away > LINGER_BYTES:
            self._transport.abort()

    def let_go(self) -> None:
        """Stops the timers of a connection that has ended, and removes it from the number of
        connections that wait for their clients to close."""
        self._stuck.stop()
        self._end.stop()
        if self.ending:
            self.ending = False
            self._connections.lingering -= 1

    def _look(self) -> None:
        if self._transport.get_write_buffer_size() > self._waiting - STEP_BYTES:
            self._transport.abort()
        else:
            self.watch()


def count_allowed_connections(most: int) -> int:
    """Returns how many connections this process can have, at most `most`. First raises the
    process's limit of open files as far as the operating system allows."""
    allowed = _raise_files() - FILES_OF_OTHERS - SPARE
    if allowed < most:
        log.warning("fewer connections than CONNECTIONS: the system allows too few open files", connections=allowed)
    return max(min(most, allowed), 1)


def _raise_files() -> int:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):  # some systems grant less than their own hard limit
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft = hard
    return soft if soft != resource.RLIM_INFINITY else 2**31
