"""Passwords of the staff: argon2id, off the event loop."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 2
# Checked for an unknown username, so that it takes as long as a known one.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$euakvaeCmICfW8kSNdjpYw$0tpKBULe2CuVJU8JW2y7aobeBuMyVhDm39/hwSPeuDk"


class Passwords:
    """Hashes and verifies. Each takes 64 MB and a core for a moment, so few run at once."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
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
