"""Defines how large files may be, and how many."""

from __future__ import annotations

from dataclasses import dataclass

from bot.messages.files import RefusedFile

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

    def refuse(self, name: str, reason: str) -> RefusedFile:
        """Returns the refusal of a file for a reason below `file.refused.`. `name` is clean."""
        return RefusedFile(name, reason, {"megabytes": self.megabytes, "count": self.per_message})


@dataclass
class RoomOfDay:
    """Counts the bytes that a contact, and all contacts of an account together, have sent within 24
    hours, and those that they send now."""

    limits: FileLimits
    by_contact: int
    by_account: int

    def take(self, size: int) -> bool:
        """Counts so many bytes more, if they may be sent. Returns whether they may."""
        by_contact, by_account = self.by_contact + size, self.by_account + size
        if by_contact > self.limits.contact_day or by_account > self.limits.account_day:
            return False
        self.by_contact, self.by_account = by_contact, by_account
        return True
