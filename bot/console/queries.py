"""Reads values from the query string of a request. A malformed value causes no error; it is treated
as absent."""

from __future__ import annotations

import datetime as dt

from fastapi import Request

from bot.support.marks import LABEL_LIMIT
from bot.support.store.queue_order import QueuePlace
from bot.support.store.views import VIEWS

LARGEST_ROW = 2**31 - 1
"""The largest id of a message, which the database stores in 32 bits."""
LARGEST_ENTRY = 2**63 - 1
"""The largest id of an entry in the audit log, which the database stores in 64 bits."""
FIRST_DAY, LAST_DAY = dt.datetime(1970, 1, 1, tzinfo=dt.UTC), dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
"""The range of moments that SQLite, PostgreSQL and every time zone can handle."""
GOODS_LIMIT = 80
_DIGITS = 19


def read_row_number(text: str | None, largest: int = LARGEST_ROW) -> int | None:
    """Returns the number in the text, capped at `largest`, or None when the text is no number."""
    if not text or not text.isascii() or not text.isdecimal():
        return None
    digits = text.lstrip("0")
    return min(int(digits or "0"), largest) if len(digits) <= _DIGITS else largest


def read_time(text: str | None) -> dt.datetime | None:
    """Returns the moment that an ISO 8601 text with a time zone names. Returns None when the text
    is malformed or the moment is out of range."""
    try:
        time = dt.datetime.fromisoformat(text or "")
        return time if time.tzinfo and FIRST_DAY <= time < LAST_DAY else None
    except (ValueError, OverflowError):
        return None


def read_day(text: str | None) -> dt.datetime | None:
    """Returns the beginning, in UTC, of the day that an ISO 8601 text names. Returns None when the
    text is malformed or the day is out of range."""
    try:
        day = dt.datetime.combine(dt.date.fromisoformat(text or ""), dt.time(), dt.UTC)
    except ValueError:
        return None
    return day if FIRST_DAY <= day < LAST_DAY else None


def read_page(request: Request) -> QueuePlace | None:
    """Returns the place in the queue at which the requested page begins, or None for the first page."""
    return QueuePlace.read(request.query_params.get("page", ""))


def read_id(request: Request, name: str) -> str | None:
    """Returns the id of a contact or conversation, or None when the parameter is absent."""
    return request.query_params.get(name, "").replace("\0", "") or None


def read_view(request: Request) -> str:
    """Returns the name of the view of conversations that the query names, or `all`."""
    name = request.query_params.get("view", "")
    return name if name in VIEWS else "all"


def read_label(request: Request) -> str:
    """Returns the label by which the conversations are to be filtered, or an empty string."""
    return request.query_params.get("label", "").replace("\0", "").strip().casefold()[:LABEL_LIMIT]


def read_goods(request: Request) -> str:
    """Returns the words by which an agent looks for goods, or an empty string."""
    return request.query_params.get("goods", "").replace("\0", "").strip()[:GOODS_LIMIT]
