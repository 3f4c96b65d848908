"""Defines the calendar of the hours in which agents work: shifts by weekday, each in a time zone,
holidays on which a shift is left out, and single days on which agents work in addition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from foundation.errors import Unreadable
from foundation.zones import list_zones

LOOK_AHEAD = dt.timedelta(days=120)
"""The longest time ahead that is searched for the next opening."""
_DAY = dt.timedelta(days=1)
MOST = 40
"""The most shifts, holidays or additional days of a calendar, each."""


@dataclass(frozen=True)
class Shift:
    """Describes when agents work on some weekdays (0 is Monday), in the time of `zone`. A shift
    that closes at or before its opening ends on the next day."""

    days: tuple[int, ...]
    opens: dt.time
    closes: dt.time
    zone: str


@dataclass(frozen=True)
class Holiday:
    """Describes days, from `first` to `last`, on which shifts are left out: those in `zone`, or all
    if `zone` is None."""

    name: str
    first: dt.date
    last: dt.date
    zone: str | None = None


@dataclass(frozen=True)
class ExtraDay:
    """Describes a day on which agents work in addition to the shifts, also on a holiday. In China,
    weekend days are worked in place of holidays."""

    date: dt.date
    opens: dt.time
    closes: dt.time
    zone: str


@dataclass(frozen=True)
class Calendar:
    """Holds when agents work."""

    shifts: tuple[Shift, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    extra: tuple[ExtraDay, ...] = ()

    def is_staffed(self, now: dt.datetime) -> bool:
        """Returns whether agents work at the moment `now`."""
        return any(opens <= now < closes for opens, closes in self._find_hours(now - 2 * _DAY, now + _DAY))

    def find_opening(self, now: dt.datetime) -> dt.datetime | None:
        """Returns the next moment after `now` at which agents begin to work, or None if there is
        none in the next months. If agents work now, returns `now`."""
        return now if self.is_staffed(now) else self.find_next_shift(now)

    def find_next_shift(self, now: dt.datetime) -> dt.datetime | None:
        """Returns the next moment after `now` at which a shift begins, or None if there is none in the
        next months."""
        later = (opens for opens, _ in self._find_hours(now - _DAY, now + LOOK_AHEAD) if opens > now)
        return min(later, default=None)

    def find_holiday(self, now: dt.datetime) -> Holiday | None:
        """Returns the holiday because of which agents do not work at the moment `now`, or None."""
        zones = [shift.zone for shift in self.shifts]
        return next(
            (
                holiday
                for holiday in self.holidays
                for zone in ([holiday.zone] if holiday.zone else zones)
                if holiday.first <= now.astimezone(_load_zone(zone)).date() <= holiday.last
            ),
            None,
        )

    def measure(self, since: dt.datetime, until: dt.datetime) -> dt.timedelta:
        """Returns for how long agents work between two moments. Hours of several shifts that
        overlap count once."""
        if since >= until:
            return dt.timedelta()
        total, counted = dt.timedelta(), since
        for opens, closes in sorted(self._find_hours(since - 2 * _DAY, until + _DAY)):
            begin, end = max(opens, counted), min(closes, until)
            if begin < end:
                total += end - begin
                counted = end
        return total

    def find_end(self, since: dt.datetime, length: dt.timedelta) -> dt.datetime | None:
        """Returns the moment at which agents have worked for `length` since a moment, or None if that
        is not within the next months."""
        left, counted = length, since
        for opens, closes in sorted(self._find_hours(since - 2 * _DAY, since + LOOK_AHEAD)):
            begin = max(opens, counted)
            if begin >= closes:
                continue
            if closes - begin >= left:
                return (begin + left).astimezone(dt.UTC)
            left -= closes - begin
            counted = closes
        return None

    @property
    def zone(self) -> str:
        """Returns the time zone of the desk, which is the time zone of the first shift."""
        return self.shifts[0].zone if self.shifts else "UTC"

    def _find_hours(self, since: dt.datetime, until: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """Yields the working hours of the days between two moments, in no order."""
        first, last = (moment.astimezone(dt.UTC).date() for moment in (since - _DAY, until + _DAY))
        for number in range((last - first).days + 1):
            date = first + number * _DAY
            for shift in self.shifts:
                if date.weekday() in shift.days and not self._is_off(date, shift.zone):
                    yield _build_hours(date, shift)
        for extra in self.extra:
            if first <= extra.date <= last:
                yield _build_hours(extra.date, extra)

    def _is_off(self, date: dt.date, zone: str) -> bool:
        return any(each.first <= date <= each.last and each.zone in (None, zone) for each in self.holidays)


DEFAULT = Calendar((Shift((0, 1, 2, 3, 4, 5), dt.time(9), dt.time(18), "Asia/Shanghai"),))
"""The calendar until an admin has changed it."""


@cache
def _load_zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _build_hours(date: dt.date, hours: Shift | ExtraDay) -> tuple[dt.datetime, dt.datetime]:
    zone = _load_zone(hours.zone)
    ends = date if hours.closes > hours.opens else date + _DAY
    return dt.datetime.combine(date, hours.opens, zone), dt.datetime.combine(ends, hours.closes, zone)


def write_calendar(calendar: Calendar) -> dict[str, Any]:
    """Returns the calendar as JSON, in the form in which it is stored."""
    return {
        "shifts": [
            {"days": [*each.days], "opens": _write(each.opens), "closes": _write(each.closes), "zone": each.zone}
            for each in calendar.shifts
        ],
        "holidays": [
            {"name": each.name, "first": each.first.isoformat(), "last": each.last.isoformat(), "zone": each.zone}
            for each in calendar.holidays
        ],
        "extra": [
            {
                "date": each.date.isoformat(),
                "opens": _write(each.opens),
                "closes": _write(each.closes),
                "zone": each.zone,
            }
            for each in calendar.extra
        ],
    }


def read_calendar(stored: Any) -> Calendar:
    """Parses a calendar from its JSON.

    Raises:
        Unreadable: the JSON is not a valid calendar.
    """
    try:
        return Calendar(
            tuple(
                Shift(tuple(sorted({*each["days"]})), *_read_hours(each), _read_zone(each["zone"]))
                for each in stored["shifts"]
            ),
            tuple(
                Holiday(str(each["name"]), *_read_days(each), each["zone"] and _read_zone(each["zone"]))
                for each in stored["holidays"]
            ),
            tuple(
                ExtraDay(dt.date.fromisoformat(each["date"]), *_read_hours(each), _read_zone(each["zone"]))
                for each in stored["extra"]
            ),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable("calendar") from error


def _read_hours(stored: Any) -> tuple[dt.time, dt.time]:
    return dt.time.fromisoformat(stored["opens"]), dt.time.fromisoformat(stored["closes"])


def _read_days(stored: Any) -> tuple[dt.date, dt.date]:
    return dt.date.fromisoformat(stored["first"]), dt.date.fromisoformat(stored["last"])


def _read_zone(name: str) -> str:
    if name not in list_zones():
        raise ValueError(name)
    return name


def _write(time: dt.time) -> str:
    return time.isoformat(timespec="minutes")


def describe_shifts(shifts: Sequence[Shift]) -> dict[str, Any]:
    """Returns a value of a reply (docs/architecture.md, "A reply") that says in the reader's
    language when agents work, such as "Monday to Saturday, 09:00 to 18:00 (China time)"."""
    described = [
        {
            "type": "term",
            "name": "handoff.shift",
            "values": {
                "days": {"type": "weekdays", "days": [*each.days]},
                "opens": _write(each.opens),
                "closes": _write(each.closes),
                "zone": {"type": "zone", "name": each.zone},
            },
        }
        for each in shifts
    ]
    return {"type": "list", "items": described} if described else {"type": "term", "name": "handoff.no_shift"}
