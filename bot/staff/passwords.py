"""Hashes and checks the passwords of the staff with argon2id, in threads, so that the event loop is
not blocked."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from foundation.errors import Explain

AT_ONCE = 2
SHORTEST = 12
LONGEST = 200
# A hash that is checked when the username is unknown, so that the answer takes as long as for a
# known one.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$euakvaeCmICfW8kSNdjpYw$0tpKBULe2CuVJU8JW2y7aobeBuMyVhDm39/hwSPeuDk"


class Passwords:
    """Hashes and verifies passwords. With the library's default cost, each call takes 64 MB and a
    processor core for a moment, so only `AT_ONCE` calls run at the same time."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._free = asyncio.Semaphore(AT_ONCE)

    async def hash(self, password: str) -> str:
        async with self._free:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Returns whether `password` has this hash. Without a hash, returns False after the same
        time, so that an attacker cannot find out which accounts exist."""
        async with self._free:
            right = await asyncio.to_thread(self._verify, password_hash or _NOBODY, password)
        return right and password_hash is not None

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def check_new_password(password: str, again: str, username: str) -> None:
    """Checks a new password by the rules of NIST SP 800-63B: the length counts, and no kind of
    character is required. The password must have at least five different characters, and must not
    contain the username.

    Raises:
        Explain: the password is too short, too long or too easy, or differs from `again`, its
            repetition.
    """
    if len(password) < SHORTEST or len(password) > LONGEST:
        raise Explain("password_length", "console.refused.password_length", shortest=SHORTEST, longest=LONGEST)
    if username in password.lower() or len(set(password)) < 5:
        raise Explain("password_easy", "console.refused.password_easy")
    if password != again:
        raise Explain("password_again", "console.refused.password_again")
