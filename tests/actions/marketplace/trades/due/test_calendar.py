"""People are reminded on days on which they work, in the morning of their country."""

from datetime import UTC, date, datetime

import pytest

from actions.marketplace.trades.due.calendar import (
    add_working_days,
    end_of,
    find_working_day,
    find_zone,
    is_working_day,
    local_day,
    morning,
    remind_before,
)


@pytest.mark.parametrize(
    ("day", "country", "works"),
    [
        (date(2026, 2, 17), "CN", False),  # the Spring Festival
        (date(2026, 2, 14), "CN", True),  # a Saturday that is worked for it
        (date(2026, 10, 1), "CN", False),
        (date(2026, 10, 10), "CN", True),
        (date(2026, 12, 25), "CN", True),
        (date(2026, 12, 25), "DE", False),
        (date(2026, 10, 3), "DE", False),
        (date(2026, 10, 1), "NG", False),  # the day of independence
        (date(2026, 11, 28), "DE", False),
        (date(2026, 11, 27), "EG", False),  # a Friday
        (date(2026, 11, 30), "XX", True),  # a country that nobody knows has weekends
        (date(2026, 11, 29), "XX", False),
    ],
)
def test_a_country_has_its_own_days(day: date, country: str, works: bool) -> None:
    assert is_working_day(day, country) is works


def test_a_day_off_moves_to_the_next_working_day() -> None:
    assert find_working_day(date(2026, 2, 16), "CN") == date(2026, 2, 24)
    assert find_working_day(date(2026, 12, 25), "DE") == date(2026, 12, 28)
    assert find_working_day(date(2026, 12, 25), "DE", -1) == date(2026, 12, 24)


def test_working_days_are_counted_over_a_holiday() -> None:
    assert add_working_days(date(2026, 2, 13), 1, "CN") == date(2026, 2, 14)
    assert add_working_days(date(2026, 2, 13), 2, "CN") == date(2026, 2, 24)


def test_a_reminder_comes_before_what_it_is_about() -> None:
    assert remind_before(date(2026, 11, 27), 2, "CN") == date(2026, 11, 25)
    assert remind_before(date(2026, 12, 1), 2, "CN") == date(2026, 11, 30), "Sunday moves to Monday"
    assert remind_before(date(2026, 11, 29), 1, "CN") == date(2026, 11, 27), "Monday would be too late"
    assert remind_before(date(2026, 2, 20), 2, "CN") == date(2026, 2, 14)


@pytest.mark.parametrize(
    ("country", "at"),
    [("CN", "2026-11-25T01:00"), ("DE", "2026-11-25T08:00"), ("NG", "2026-11-25T08:00"), ("US", "2026-11-25T15:00")],
)
def test_the_morning_is_nine_o_clock_there(country: str, at: str) -> None:
    assert morning(date(2026, 11, 25), country) == datetime.fromisoformat(at).replace(tzinfo=UTC)


def test_days_are_those_of_the_place() -> None:
    assert local_day(datetime(2026, 11, 25, 18, tzinfo=UTC), "CN") == date(2026, 11, 26)
    assert end_of(date(2026, 11, 25)) == datetime(2026, 11, 26, tzinfo=UTC)
    assert find_zone("XX").key == "UTC"
