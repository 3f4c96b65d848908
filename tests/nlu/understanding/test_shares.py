"""Shares of a quantity: by which part of itself it changes, what it becomes, and of which part somebody speaks."""

from __future__ import annotations

import pytest

from nlu.understanding.grammar.changes.differences import find_differences
from nlu.understanding.grammar.changes.shares import find_shares

SHARES: dict[str, list[tuple[str, float]]] = {
    "add 10% please": [("more", 0.1)],
    "bump it by fifteen percent": [("more", 0.15)],
    "a quarter more": [("more", 0.25)],
    "cut it by a third": [("less", 0.333333)],
    "two fifths would do": [],
    "double the quantity": [("to", 2)],
    "make it half": [("to", 0.5)],
    "a quarter of them in navy": [("part", 0.25)],
    "25 of them to Bremen": [("count", 25)],
    "only 4% is fine": [("by", 0.04)],
    "加一成半": [("more", 0.15)],
    "再多两成": [("more", 0.2)],
    "砍掉三成": [("less", 0.3)],
    "翻一番": [("to", 2)],
    "三成就够": [("by", 0.3)],
    "一半换成灰色": [("part", 0.5)],
    "其中60套发宁波": [("count", 60)],
    "5% off": [],
    "能便宜3个点吗": [],
    "half of the balance on Monday": [],
    "先付一半定金": [],
    "60% linen": [],
    "三点半开会": [],
    "500 pieces": [],
}


@pytest.mark.parametrize(("text", "shares"), SHARES.items())
def test_shares(text: str, shares: list[tuple[str, float]]) -> None:
    assert [(share["kind"], share["number"]) for share in find_shares(text)] == shares


@pytest.mark.parametrize("text", ["加一成", "add 10%", "减两成", "再加一倍"])
def test_the_number_of_a_share_is_no_difference(text: str) -> None:
    assert find_differences(text) == []


@pytest.mark.parametrize(
    ("text", "by"), [("increase the lamps by 40 pieces", 40), ("cut my order by 15", -15), ("加30套", 30)]
)
def test_a_difference_that_stands_away_from_its_verb(text: str, by: int) -> None:
    assert find_differences(text) == [by]
