"""What stands in the address of a request, read so that no value of it can be an error of ours: odd ones read as if they were absent."""

from __future__ import annotations

import datetime as dt

from fastapi import Request

from bot.support.store.queue_order import QueuePlace

LARGEST_ROW = 2**31 - 1
"""Messages of a conversation have numbers of 32 bits."""
LARGEST_ENTRY = 2**63 - 1
"""Entries of the audit log and the like of 64."""
FIRST_DAY, LAST_DAY = dt.datetime(1970, 1, 1, tzinfo=dt.UTC), dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
"""Both databases, and every zone that a time is shown in, can deal with what lies between."""
_DIGITS = 19


def read_row_number(text: str | None, largest: int = LARGEST_ROW) -> int | None:
    """Returns the number, at most `largest`; None when it is none."""
    if not text or not text.isascii() or not text.isdecimal():
        return None
    digits = text.lstrip("0")
    return min(int(digits or "0"), largest) if len(digits) <= _DIGITS else largest


def read_time(text: str | None) -> dt.datetime | None:
    """Returns the time, of a known zone; None when it is none, or none that anything here happened at."""
    try:
        time = dt.datetime.fromisoformat(text or "")
        return time if time.tzinfo and FIRST_DAY <= time < LAST_DAY else None
    except (ValueError, OverflowError):
        return None


def read_day(text: str | None) -> dt.datetime | None:
    """Returns the beginning of a day, in UTC; None when it is none, or none that anything here happened on."""
    try:
        day = dt.datetime.combine(dt.date.fromisoformat(text or ""), dt.time(), dt.UTC)
    except ValueError:
        return None
    return day if FIRST_DAY <= day < LAST_DAY else None


def read_page(request: Request) -> QueuePlace | None:
    """Returns where the page of the queue begins; None for the first one."""
    return QueuePlace.read(request.query_params.get("page", ""))


def read_id(request: Request, name: str) -> str | None:
    """Returns the id of a contact or conversation; None when the parameter is absent."""
    return request.query_params.get(name, "").replace("\0", "") or None
