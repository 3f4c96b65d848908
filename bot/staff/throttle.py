"""Slows guessing down, for all gateways together, without locking anybody out for long.

A name that somebody else guesses at stays open to its owner: a browser that signed in before is counted by itself, and the
others are counted by name and address; the name alone has a wide limit, for a guesser with many addresses. The same holds for
the codes of the second step, where the guesser has the password already, and within the console each session counts for itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.clock import system_clock
from bot.database.engine import Database
from bot.staff.sealing import Sealed
from bot.staff.store.attempts import Limit, count_attempts, forgive_attempts

WINDOW = dt.timedelta(minutes=5)
LONGEST_WAIT = dt.timedelta(hours=1)
TRIES = 8
TRIES_A_NAME = 40
TRIES_AN_ADDRESS = 30
TRIES_A_CODE = 5
TRIES_OF_STRANGERS = 20
SHARED = ("address", "name", "code of strangers")
"""Kinds that count for many: one rightful attempt among them forgives nothing to the others."""


@dataclass(frozen=True)
class Counted:
    """Something that is counted: `kind` and `value` name it, `limit` attempts are let through in a window. With `grows` the wait
    after them doubles with each further attempt, up to an hour."""

    kind: str
    value: str
    limit: int
    grows: bool = False


def sign_in_counts(username: str, address: str, device: str | None) -> list[Counted]:
    """What an attempt at a password counts under; `device` is that of a browser which has signed in as this name before."""
    if device:
        return [Counted("device", f"{device} {username}", TRIES, grows=True)]
    return [
        Counted("address", address, TRIES_AN_ADDRESS),
        Counted("name and address", f"{username} {address}", TRIES, grows=True),
        Counted("name", username, TRIES_A_NAME),
    ]


def code_counts(agent_id: int, address: str, device: str | None, *, guessable: bool) -> list[Counted]:
    """Returns what an attempt at the second step counts under. It takes the password, which a thief may have: all browsers that did
    not sign in as this person before share a limit, however many addresses they have. A recovery code (not `guessable`: 80 random
    bits) has none to share, so that the owner gets in by one on a new browser meanwhile."""
    if device:
        return [Counted("code of device", f"{device} {agent_id}", TRIES_A_CODE, grows=True)]
    strangers = [Counted("code of strangers", str(agent_id), TRIES_OF_STRANGERS, grows=True)] if guessable else []
    kind = "code and address" if guessable else "recovery code and address"
    return [Counted(kind, f"{agent_id} {address}", TRIES_A_CODE, grows=True), *strangers]


def confirm_counts(session: str) -> list[Counted]:
    """Returns what an attempt at a password or code within the console counts under: its session (the hash), and nobody else's."""
    return [Counted("within session", session, TRIES_A_CODE, grows=True)]


class Throttle:
    """Counts in the database; what it counts is named there by a keyed hash."""

    def __init__(self, database: Database, secret_key: str) -> None:
        self._database = database
        self._names = Sealed(secret_key, "attempts")

    async def admit(self, counts: Sequence[Counted]) -> float:
        """Counts an attempt under each, and returns 0; or the longest wait in seconds when one had too many."""
        limits = [Limit(self._key(one), one.limit, WINDOW, LONGEST_WAIT if one.grows else None) for one in counts]
        async with self._database.begin() as connection:
            return await count_attempts(connection, limits, system_clock())

    async def forgive(self, counts: Sequence[Counted]) -> None:
        """They were rightful; what is shared with others is not forgiven."""
        async with self._database.begin() as connection:
            for one in sorted(counts, key=self._key):
                if one.kind not in SHARED:
                    await forgive_attempts(connection, self._key(one))

    def _key(self, counted: Counted) -> str:
        return self._names.name(f"{counted.kind} {counted.value}")
