"""Defines how large files may be, and how many."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class FileLimits:
    """Holds the limits. Telegram hands out files of at most 20 MB, so the web chat takes no more.

    `contact_day` and `account_day` bound the bytes that a contact, and all contacts of an account
    together, may send within 24 hours.
    """

    largest: int = 20 * MEGABYTE
    per_message: int = 10
    contact_day: int = 200 * MEGABYTE
    account_day: int = 1000 * MEGABYTE

    @property
    def megabytes(self) -> int:
        """Returns the largest size as people read it."""
        return max(1, self.largest // MEGABYTE)
