"""Passwords of the staff: argon2id, off the event loop."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.errors import Explain

AT_ONCE = 2
SHORTEST = 12
LONGEST = 200
# Checked for an unknown username, so that it takes as long as a known one.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$euakvaeCmICfW8kSNdjpYw$0tpKBULe2CuVJU8JW2y7aobeBuMyVhDm39/hwSPeuDk"


class Passwords:
    """Hashes and verifies. Each takes 64 MB and a core for a moment with the library's own cost, so few run at once."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._free = asyncio.Semaphore(AT_ONCE)

    async def hash(self, password: str) -> str:
        async with self._free:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether that is the password; with no hash it is not, and as slowly."""
        async with self._free:
            right = await asyncio.to_thread(self._verify, password_hash or _NOBODY, password)
        return right and password_hash is not None

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def check_new_password(password: str, again: str, username: str) -> None:
    """Long rather than strange (NIST SP 800-63B): no rules about signs, but not the name, and not one sign again and again.

    Raises:
        Explain: what is wrong with it.
    """
    if len(password) < SHORTEST or len(password) > LONGEST:
        raise Explain("password_length", "console.refused.password_length", shortest=SHORTEST, longest=LONGEST)
    if username in password.lower() or len(set(password)) < 5:
        raise Explain("password_easy", "console.refused.password_easy")
    if password != again:
        raise Explain("password_again", "console.refused.password_again")
