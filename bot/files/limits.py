"""Defines how large files may be, and how many may be sent."""

from __future__ import annotations

from dataclasses import dataclass

from bot.messages.files import RefusedFile

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class FileLimits:
    """Holds the limits on files: `largest` is the size of one file in bytes, and `per_message`
    their number in a message. Bots can download at most 20 MB from Telegram, so the web chat has
    the same limit.

    `contact_day` and `account_day` bound the bytes that a contact, and all contacts of an account
    together, may send within 24 hours.
    """

    largest: int = 20 * MEGABYTE
    per_message: int = 10
    contact_day: int = 200 * MEGABYTE
    account_day: int = 1000 * MEGABYTE

    @property
    def megabytes(self) -> int:
        """Returns the size limit of a file in megabytes, for texts."""
        return max(1, self.largest // MEGABYTE)

    def refuse(self, name: str, reason: str) -> RefusedFile:
        """Returns the refusal of a file. `reason` is the last part of the name of a text
        `file.refused.…`, and `name` a file name that is safe to show."""
        return RefusedFile(name, reason, {"megabytes": self.megabytes, "count": self.per_message})


@dataclass
class RoomOfDay:
    """Counts the bytes that a contact, and all contacts of an account together, have sent within 24
    hours, and those that they send now."""

    limits: FileLimits
    by_contact: int
    by_account: int

    def take(self, size: int) -> bool:
        """Returns whether a file of `size` bytes may still be sent today, and counts it if so."""
        by_contact, by_account = self.by_contact + size, self.by_account + size
        if by_contact > self.limits.contact_day or by_account > self.limits.account_day:
            return False
        self.by_contact, self.by_account = by_contact, by_account
        return True
