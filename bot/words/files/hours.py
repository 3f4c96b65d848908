"""Reads and writes the working hours as people write them in a file: weekdays by name, a holiday of one day as its date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.support.hours import Calendar, read_calendar, write_calendar
from foundation.errors import Unreadable

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FORMS = {
    "shifts": "{days: [mon, tue], opens: '09:00', closes: '18:00', zone: Europe/Berlin}",
    "holidays": "{name: Christmas, first: 2026-12-25, last: 2026-12-26}, or a day such as 2026-12-25",
    "extra": "{date: 2026-10-10, opens: '09:00', closes: '18:00', zone: Asia/Shanghai}",
}


def write_hours(calendar: Calendar) -> dict[str, Any]:
    stored = write_calendar(calendar)
    for shift in stored["shifts"]:
        shift["days"] = [_DAYS[day] for day in shift["days"]]
    return stored


def read_hours(content: Mapping[str, Any]) -> Calendar:
    """Parses the content of the file. Parts that the file leaves out are empty.

    Raises:
        ValueError: an entry has another form. The error's text says which one, and which form it should have.
    """
    found: dict[str, list[Any]] = {}
    for part in content:
        if part not in _FORMS:
            raise ValueError(f"it may hold {', '.join(_FORMS)}, and not “{part}”")
    for part, form in _FORMS.items():
        entries = content.get(part) or []
        if not isinstance(entries, list):
            raise ValueError(f"“{part}” must be a list")
        found[part] = []
        for number, entry in enumerate(entries, 1):
            try:
                read = _READERS[part](entry)
                read_calendar({**dict.fromkeys(_FORMS, ()), part: [read]})
            except (Unreadable, KeyError, TypeError, ValueError, AttributeError):
                raise ValueError(f"entry {number} of “{part}” must be written as {form}") from None
            found[part].append(read)
    return read_calendar(found)


def _read_shift(entry: Any) -> dict[str, Any]:
    return {**entry, "days": [_read_day(day) for day in entry["days"]]}


def _read_day(day: Any) -> int:
    """Reads a weekday: mon, Monday, or 0 for Monday to 6 for Sunday."""
    if isinstance(day, int) and not isinstance(day, bool) and 0 <= day < len(_DAYS):
        return day
    return _DAYS.index(day.strip().lower()[:3])


def _read_holiday(entry: Any) -> dict[str, Any]:
    if isinstance(entry, str):
        return {"name": "", "first": entry, "last": entry, "zone": None}
    return {"name": "", "zone": None, "last": entry["first"], **entry}


_READERS: dict[str, Any] = {"shifts": _read_shift, "holidays": _read_holiday, "extra": lambda entry: dict(entry)}
