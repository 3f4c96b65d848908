"""Limits the gateway's connections, in total and for each address, and closes connections reliably,
whatever the client does."""

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

from foundation.addresses import find_network, is_counted

log = structlog.get_logger()

LastWords = Callable[[str], str]
"""Returns the text of a term, by its name, for somebody whose language is not known yet."""

SPARE = 16
"""Further connections that are accepted only for health checks: while all others are taken, the
gateway must still look alive."""
FILES_OF_OTHERS = 256
"""Open files that the gateway needs for databases, logs and its own requests."""
LINGER_SECONDS = 1.0
LINGER_BYTES = 1024 * 1024
"""How long and how much is still read, and discarded, from a client that was told to go. If the
connection were closed at once, the client might not receive the reason."""
LINGERING = 200
"""Connections that may linger at the same time. Further ones are closed at once."""
STUCK_SECONDS = 30.0
"""A client must take some of the data that waits for it within each period of this length."""
STEP_BYTES = 16 * 1024


class Welcome(Enum):
    """Says how a connection is received."""

    OPEN = "open"
    CHECKS_ONLY = "checks only"
    CROWDED = "crowded"
    FULL = "full"


@dataclass(frozen=True)
class Place:
    """Holds one connection's place among all. `key` is None if the address is not counted, because it
    belongs to a proxy of ours or to this machine."""

    welcome: Welcome
    key: str | None


class Connections:
    """Counts the open connections.

    Args:
        most: the limit for all connections together.
        most_of_one: the limit for one address, or one IPv6 network of 64 bits.
        proxies: networks of our own proxies, which everybody's connections come from.
        counts_this_machine: whether loopback is counted like other addresses.
        note_limited: is called with the limit's name whenever somebody is refused.
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
        """Finds a place for a connection from the address; `leave` gives it back."""
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
        """Gives the place back."""
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
    """Holds uvicorn's settings, and the objects that the protocols of all connections share."""

    def __init__(self, *args: Any, open_connections: Connections, last_words: LastWords, **more: Any) -> None:
        super().__init__(*args, **more)
        self.open_connections = open_connections
        self.last_words = last_words


class Deadline:
    """Calls a function when the time is over, unless it is stopped before. Its truth value says
    whether the time runs."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call
        self._timer: asyncio.TimerHandle | None = None

    def __bool__(self) -> bool:
        return self._timer is not None

    def start(self, seconds: float) -> None:
        """Starts the time, or starts it anew if it is running."""
        self.stop()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._end)

    def stop(self) -> None:
        """Stops the time."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _end(self) -> None:
        self._timer = None
        self._call()


class Line:
    """Watches the sending side of one connection. It notices a client that takes no data, and
    closes the connection after a last message."""

    def __init__(self, transport: asyncio.Transport, connections: Connections) -> None:
        self._transport, self._connections = transport, connections
        self._stuck = Deadline(self._look)
        self._end = Deadline(transport.abort)
        self.ending = False
        """Says whether the last message was written."""
        self._waiting = 0
        self._thrown_away = 0

    def watch(self) -> None:
        """Starts to watch whether the client takes some of the data that waits for it."""
        if not self._stuck:
            self._waiting = self._transport.get_write_buffer_size()
            self._stuck.start(STUCK_SECONDS)

    def stop_watching(self) -> None:
        """Stops watching, because the client has caught up."""
        self._stuck.stop()

    def hang_up(self) -> None:
        """Closes the connection once the client has taken the data that waits for it, or as soon as
        it takes none within `STUCK_SECONDS`."""
        self._transport.close()
        self.watch()

    def hang_up_after_last_words(self) -> None:
        """Writes nothing more, and closes the connection as soon as the client has closed its side,
        or after a moment. If too many connections are in this state already, it closes at once."""
        if self._connections.lingering >= LINGERING or not self._transport.can_write_eof():
            self.hang_up()
            return
        self._connections.lingering += 1
        self.ending = True
        self._transport.write_eof()
        self._end.start(LINGER_SECONDS)

    def throw_away(self, data: bytes) -> None:
        """Discards data that arrives after the last message."""
        self._thrown_away += len(data)
        if self._thrown_away > LINGER_BYTES:
            self._transport.abort()

    def let_go(self) -> None:
        """Stops the timers of a connection that is gone, and gives back its place among those that
        linger."""
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
    """Returns the number of connections that this process can open, at most `most`. It first raises
    the limit of open files as far as the system allows."""
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
