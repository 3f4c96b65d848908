"""A day of the month without its month, and a country by its adjective (nlu/turn/words/days.py, nlu/turn/words/topics.py)."""

from __future__ import annotations

import datetime as dt

import pytest

from nlu.turn.words.days import find_day_of_month, is_day_of_event, is_given_up, with_days_of_next_week
from nlu.turn.words.topics import find_nation


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *(("make it the 20th", "20"), ("the 3rd is safer", "3"), ("改成25号", "25"), ("28號先得", "28")),
        *(("12月25号", None), ("dec 20th", None), ("20th of december", None), ("2号线", None), ("the 2nd one", None)),
        *(("the 45th", None), ("12/5", None), ("1000 pieces", None)),
    ],
)
def test_a_day_of_the_month_is_found_without_its_month(text: str, day: str | None) -> None:
    assert find_day_of_month(text) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [("the portuguese company", "PT"), ("that german lot", "DE"), ("germany", None), ("german or french", None)],
)
def test_a_country_is_called_by_its_adjective(text: str, code: str | None) -> None:
    assert find_nation(text) == code


@pytest.mark.parametrize(
    ("text", "day", "is_so"),
    [
        ("早一个礼拜 酒店15号开张", "15号", True),
        ("早两天吧 20号婚礼", "20号", True),
        ("a week earlier, the 15th is our opening", "15th", True),
        ("早一点 15号到", "15号", False),
        ("改到20号发货", "20号", False),
    ],
)
def test_a_day_of_the_writers_own_event(text: str, day: str, is_so: bool) -> None:
    assert is_day_of_event(text, text.index(day) + len(day)) is is_so


def test_a_day_of_next_week_is_not_of_this_week() -> None:
    said = "answers by friday next week, samples by friday"
    entities = [{"entity": "date", "value": "2026-11-27", "start": at} for at in (11, 39)]
    found = with_days_of_next_week(entities, said, dt.date(2026, 11, 25))
    assert [each["value"] for each in found] == ["2026-12-04", "2026-11-27"]


@pytest.mark.parametrize(
    ("text", "day", "given_up"),
    [
        *(("so before christmas impossible", "christmas", True), ("20 dec is not possible", "20 dec", True)),
        *(("圣诞前来不及了", "圣诞", True), ("12月5号赶不上", "12月5号", True)),
        *(("is 20 dec impossible?", "20 dec", False), ("by 20 dec please", "20 dec", False)),
    ],
)
def test_a_day_that_cannot_be_kept_is_given_up(text: str, day: str, given_up: bool) -> None:
    assert is_given_up(text, text.index(day) + len(day)) is given_up
