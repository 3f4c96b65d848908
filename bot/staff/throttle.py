"""Slows down attempts to guess passwords and codes, for all gateways together, without locking an
owner out for long.

The owner of an account can still sign in while somebody else guesses its password: attempts from a
browser that signed in before are counted separately, and those from other browsers by username and
IP address. A high limit on the username alone stops a guesser with many addresses. The codes of the
second step are limited in a similar way. Within the console, attempts are counted for each session.
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
"""The kinds of counts that several people may share. A successful attempt does not reset these
counts, because it says nothing about the other people."""


@dataclass(frozen=True)
class AttemptKey:
    """Names a count of attempts, which `kind` and `value` identify. The count admits `limit`
    attempts within the time `WINDOW`. With `grows`, the wait after the last allowed attempt doubles
    with each further attempt, up to `LONGEST_WAIT`."""

    kind: str
    value: str
    limit: int
    grows: bool = False


def build_sign_in_keys(username: str, address: str, device: str | None) -> list[AttemptKey]:
    """Returns the counts that apply to an attempt to sign in with a password. `device` is the id of
    a browser that has signed in with this username before, or None."""
    if device:
        return [AttemptKey("device", f"{device} {username}", TRIES, grows=True)]
    return [
        AttemptKey("address", address, TRIES_AN_ADDRESS),
        AttemptKey("name and address", f"{username} {address}", TRIES, grows=True),
        AttemptKey("name", username, TRIES_A_NAME),
    ]


def build_code_keys(agent_id: int, address: str, device: str | None, *, guessable: bool) -> list[AttemptKey]:
    """Returns the counts that apply to an attempt at the second step, where the password was
    correct but may be stolen. All browsers that never signed in as this person share one limit,
    however many addresses they use. A recovery code is not `guessable` and has no shared limit, so
    that the owner can still sign in with such a code in a new browser during an attack."""
    if device:
        return [AttemptKey("code of device", f"{device} {agent_id}", TRIES_A_CODE, grows=True)]
    strangers = [AttemptKey("code of strangers", str(agent_id), TRIES_OF_STRANGERS, grows=True)] if guessable else []
    kind = "code and address" if guessable else "recovery code and address"
    return [AttemptKey(kind, f"{agent_id} {address}", TRIES_A_CODE, grows=True), *strangers]


def build_confirm_keys(session: str) -> list[AttemptKey]:
    """Returns the counts that apply when a signed-in member enters their password or a code again:
    only that of their session. `session` is the hash of the session's secret."""
    return [AttemptKey("within session", session, TRIES_A_CODE, grows=True)]


class Throttle:
    """Counts attempts in the database. Usernames and addresses are stored only as keyed hashes."""

    def __init__(self, database: Database, secret_key: str) -> None:
        self._database = database
        self._names = Seal(secret_key, "attempts")

    async def admit(self, counts: Sequence[AttemptKey]) -> float:
        """Adds an attempt to each of the counts and returns 0. If one of the counts has reached its limit, changes no
        count and returns the seconds to wait."""
        limits = [Limit(self._key(one), one.limit, WINDOW, LONGEST_WAIT if one.grows else None) for one in counts]
        async with self._database.begin() as connection:
            return await count_attempts(connection, limits, system_clock())

    async def forgive(self, counts: Sequence[AttemptKey]) -> None:
        """Resets the counts after a successful attempt, except those of the kinds in `SHARED`."""
        async with self._database.begin() as connection:
            for one in sorted(counts, key=self._key):
                if one.kind not in SHARED:
                    await forgive_attempts(connection, self._key(one))

    def _key(self, counted: AttemptKey) -> str:
        return self._names.name(f"{counted.kind} {counted.value}")
