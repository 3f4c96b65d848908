"""Says when people work: the days and the morning of a country.

The days come from `holidays`, which knows the public holidays, the weekend and (for China) the weekend days that are
worked in exchange for a holiday. A country that it does not know works from Monday to Friday. A country with several
time zones has the hour of the middle one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from babel.core import get_global

CHINA = "CN"
MORNING = time(9)
_DAY = timedelta(days=1)
_WEEKEND = (5, 6)
_WINTER = datetime(2026, 1, 15, tzinfo=UTC)
_CHINESE_TIME = "Asia/Shanghai"


def is_working_day(day: date, country: str) -> bool:
    calendar = _calendar(country)
    return day.weekday() not in _WEEKEND if calendar is None else calendar.is_working_day(day)


def find_working_day(day: date, country: str, step: int = 1) -> date:
    """Returns the day itself if people work on it in this country. Otherwise returns the next working day, or with a
    `step` of -1 the previous one."""
    while not is_working_day(day, country):
        day += step * _DAY
    return day


def add_working_days(day: date, count: int, country: str) -> date:
    """Returns the working day that comes `count` working days after `day`."""
    for _ in range(count):
        day = find_working_day(day + _DAY, country)
    return day


def remind_before(last: date, days: int, country: str) -> date:
    """Returns the working day on which somebody in this country is reminded of the day `last`: `days` days before it,
    or the next working day. If that day is not before `last`, returns the working day before `last`."""
    wanted = last - days * _DAY
    day = find_working_day(wanted, country)
    return day if day < last else find_working_day(wanted, country, -1)


def morning(day: date, country: str) -> datetime:
    """Returns nine o'clock of this day in the country, in UTC."""
    return datetime.combine(day, MORNING, find_zone(country)).astimezone(UTC)


def local_day(moment: datetime, country: str) -> date:
    return moment.astimezone(find_zone(country)).date()


def end_of(day: date) -> datetime:
    """Returns the moment at which a last day is over. The days in trades, such as due days, are days in UTC."""
    return datetime.combine(day + _DAY, time(), UTC)


@cache
def find_zone(country: str) -> ZoneInfo:
    """Returns the middle one of a country's time zones. When it is nine o'clock in the middle one, it is night nowhere
    in the country. Returns UTC for an unknown country."""
    if country == CHINA:
        return ZoneInfo(_CHINESE_TIME)
    names = [name for name, territory in get_global("zone_territories").items() if territory == country]
    zones = sorted(
        (ZoneInfo(name) for name in names), key=lambda zone: (_WINTER.astimezone(zone).utcoffset(), zone.key)
    )
    return zones[len(zones) // 2] if zones else ZoneInfo("UTC")


@cache
def _calendar(country: str) -> holidays.HolidayBase | None:
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None
