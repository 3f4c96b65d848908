"""Slows guessing down, for all gateways together, without locking anybody out for long.

An account stays open to its owner while somebody else guesses at its password. A browser that
signed in before is counted by itself; other browsers are counted by name and address. The name
alone has a high limit, which stops a guesser with many addresses. The same holds for the codes of
the second step, where a guesser already has the password. Within the console each session is
counted by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.staff.sealing import Seal
from bot.staff.store.attempts import Limit, count_attempts, forgive_attempts
from foundation.clock import system_clock
from foundation.database.announcing import Database

WINDOW = dt.timedelta(minutes=5)
LONGEST_WAIT = dt.timedelta(hours=1)
TRIES = 8
TRIES_A_NAME = 40
TRIES_AN_ADDRESS = 30
TRIES_A_CODE = 5
TRIES_OF_STRANGERS = 20
SHARED = ("address", "name", "code of strangers")
"""Kinds that many people share. A legitimate attempt of one of them does not reset the count for
the others."""


@dataclass(frozen=True)
class AttemptKey:
    """Names a count of attempts. `kind` and `value` identify the count, which admits `limit`
    attempts in a window. With `grows` the wait after them doubles with each further attempt, up to
    an hour."""

    kind: str
    value: str
    limit: int
    grows: bool = False


def build_sign_in_keys(username: str, address: str, device: str | None) -> list[AttemptKey]:
    """Returns the keys that an attempt at a password is counted under. `device` identifies a
    browser that has signed in with this name before."""
    if device:
        return [AttemptKey("device", f"{device} {username}", TRIES, grows=True)]
    return [
        AttemptKey("address", address, TRIES_AN_ADDRESS),
        AttemptKey("name and address", f"{username} {address}", TRIES, grows=True),
        AttemptKey("name", username, TRIES_A_NAME),
    ]


def build_code_keys(agent_id: int, address: str, device: str | None, *, guessable: bool) -> list[AttemptKey]:
    """Returns the keys that an attempt at the second step is counted under. Such an attempt already
    has the password, which may be stolen. Therefore all browsers that never signed in as this
    person share one limit, however many addresses they use. A recovery code is not `guessable` (80
    random bits) and has no shared limit, so the owner can still sign in with one on a new browser
    during an attack."""
    if device:
        return [AttemptKey("code of device", f"{device} {agent_id}", TRIES_A_CODE, grows=True)]
    strangers = [AttemptKey("code of strangers", str(agent_id), TRIES_OF_STRANGERS, grows=True)] if guessable else []
    kind = "code and address" if guessable else "recovery code and address"
    return [AttemptKey(kind, f"{agent_id} {address}", TRIES_A_CODE, grows=True), *strangers]


def build_confirm_keys(session: str) -> list[AttemptKey]:
    """Returns the keys that an attempt at a password or code within the console is counted under:
    only its session, by hash."""
    return [AttemptKey("within session", session, TRIES_A_CODE, grows=True)]


class Throttle:
    """Counts attempts in the database, under keyed hashes of the counted names."""

    def __init__(self, database: Database, secret_key: str) -> None:
        self._database = database
        self._names = Seal(secret_key, "attempts")

    async def admit(self, counts: Sequence[AttemptKey]) -> float:
        """Counts an attempt under each key and returns 0, or returns the longest wait in seconds
        when one key has too many."""
        limits = [Limit(self._key(one), one.limit, WINDOW, LONGEST_WAIT if one.grows else None) for one in counts]
        async with self._database.begin() as connection:
            return await count_attempts(connection, limits, system_clock())

    async def forgive(self, counts: Sequence[AttemptKey]) -> None:
        """Resets the counts after a legitimate attempt, except those of shared kinds."""
        async with self._database.begin() as connection:
            for one in sorted(counts, key=self._key):
                if one.kind not in SHARED:
                    await forgive_attempts(connection, self._key(one))

    def _key(self, counted: AttemptKey) -> str:
        return self._names.name(f"{counted.kind} {counted.value}")
