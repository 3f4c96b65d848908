"""Slows guessing down, for all gateways together, without locking anybody out for long.

A name that somebody else guesses at stays open to its owner: a browser that signed in before is counted by itself, and the
others are counted by name and address; the name alone has a wide limit, for a guesser with many addresses.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.clock import system_clock
from bot.console.sealing import Sealed
from bot.storage.attempts import count_attempt, forgive_attempts
from bot.storage.database import Database

WINDOW = dt.timedelta(minutes=5)
TRIES = 8
TRIES_A_NAME = 40
TRIES_AN_ADDRESS = 30
TRIES_A_CODE = 5


@dataclass(frozen=True)
class Counted:
    """Something that is counted: `kind` and `value` name it, `limit` attempts are let through in a window."""

    kind: str
    value: str
    limit: int


def sign_in_counts(username: str, address: str, device: str | None) -> list[Counted]:
    """What an attempt at a password counts under; `device` is that of a browser which has signed in as this name before."""
    if device:
        return [Counted("device", f"{device} {username}", TRIES)]
    return [
        Counted("address", address, TRIES_AN_ADDRESS),
        Counted("name and address", f"{username} {address}", TRIES),
        Counted("name", username, TRIES_A_NAME),
    ]


def code_counts(agent_id: int) -> list[Counted]:
    """What an attempt at a second step, or at a password within the console, counts under: it takes the password, or the session."""
    return [Counted("code", str(agent_id), TRIES_A_CODE)]


class Throttle:
    """Counts in the database; what it counts is named there by a keyed hash."""

    def __init__(self, database: Database, secret_key: str) -> None:
        self._database = database
        self._names = Sealed(secret_key, "attempts")

    async def admit(self, counts: Sequence[Counted]) -> float:
        """Counts an attempt under each; 0, or the longest wait in seconds when one had too many."""
        async with self._database.begin() as connection:
            waits = [
                await count_attempt(connection, self._key(one), one.limit, WINDOW, system_clock())
                # In one order everywhere, so that two transactions never wait for each other.
                for one in sorted(counts, key=self._key)
            ]
        return max(waits)

    async def forgive(self, counts: Sequence[Counted]) -> None:
        """They were rightful; an address is not forgiven, it may try other names."""
        async with self._database.begin() as connection:
            for one in sorted(counts, key=self._key):
                if one.kind not in ("address", "name"):
                    await forgive_attempts(connection, self._key(one))

    def _key(self, counted: Counted) -> str:
        return self._names.name(f"{counted.kind} {counted.value}")
