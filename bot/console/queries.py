"""Reads values from the address of a request. A wrong value never causes an error; it is treated as
absent."""

from __future__ import annotations

import datetime as dt

from fastapi import Request

from bot.support.store.queue_order import QueuePlace

LARGEST_ROW = 2**31 - 1
"""Numbers of messages in a conversation have 32 bits."""
LARGEST_ENTRY = 2**63 - 1
"""Numbers of entries in the audit log, and the like, have 64 bits."""
FIRST_DAY, LAST_DAY = dt.datetime(1970, 1, 1, tzinfo=dt.UTC), dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
"""Both databases, and every time zone, can handle the moments between these two."""
_DIGITS = 19


def read_row_number(text: str | None, largest: int = LARGEST_ROW) -> int | None:
    """Returns the number, at most `largest`, or None when the text is no number."""
    if not text or not text.isascii() or not text.isdecimal():
        return None
    digits = text.lstrip("0")
    return min(int(digits or "0"), largest) if len(digits) <= _DIGITS else largest


def read_time(text: str | None) -> dt.datetime | None:
    """Returns the moment, which must have a time zone, or None when the text is not a moment or is
    out of range."""
    try:
        time = dt.datetime.fromisoformat(text or "")
        return time if time.tzinfo and FIRST_DAY <= time < LAST_DAY else None
    except (ValueError, OverflowError):
        return None


def read_day(text: str | None) -> dt.datetime | None:
    """Returns the beginning of the day in UTC, or None when the text is no day or the day is out of
    range."""
    try:
        day = dt.datetime.combine(dt.date.fromisoformat(text or ""), dt.time(), dt.UTC)
    except ValueError:
        return None
    return day if FIRST_DAY <= day < LAST_DAY else None


def read_page(request: Request) -> QueuePlace | None:
    """Returns the place at which the page of the queue begins, or None for the first page."""
    return QueuePlace.read(request.query_params.get("page", ""))


def read_id(request: Request, name: str) -> str | None:
    """Returns the id of a contact or conversation, or None when the parameter is absent."""
    return request.query_params.get(name, "").replace("\0", "") or None
