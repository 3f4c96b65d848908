"""Days that are reckoned from a festival are found, in both languages; other words about days stay as they are."""

from __future__ import annotations

from datetime import date

import pytest

from nlu.turn.words.feasts import with_days_of_feasts

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("交期写死 元旦后20天内要到仓", "元旦后20天内", "2027-01-21"),
        ("春节前10天到", "春节前10天", "2027-01-27"),
        ("过年后半个月", "过年后半个月", "2027-02-21"),
        ("within two weeks after Christmas", "two weeks after Christmas", "2027-01-08"),
        ("a week before Chinese New Year please", "a week before Chinese New Year", "2027-01-30"),
    ],
)
def test_a_day_beside_a_festival(text: str, words: str, day: str) -> None:
    [found] = with_days_of_feasts({"entities": []}, text, TODAY)["entities"]
    assert (text[found["start"] : found["end"]], found["value"]) == (words, day)


def test_the_length_is_no_value_of_its_own() -> None:
    text = "元旦后20天内到"
    taken = {"entity": "lead_time", "start": 3, "end": 7, "value": {"max_days": 20}}
    found = with_days_of_feasts({"entities": [taken]}, text, TODAY)["entities"]
    assert [each["entity"] for each in found] == ["date"]


@pytest.mark.parametrize("text", ["下单后20天内", "元旦前", "元旦后发货", "20 days after the deposit", "节后20天"])
def test_other_days_stay(text: str) -> None:
    assert with_days_of_feasts({"entities": []}, text, TODAY) == {}
