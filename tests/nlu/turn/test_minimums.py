"""The smallest quantity for which a supplier quotes is found, and no price or number of days is taken for it."""

from __future__ import annotations

import pytest

from nlu.turn.words.cues.trades.prices.minimums import find_minimum, says_only_minimum, without_minimum


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("6.20 FOB Shanghai, 25 days, from 500 pieces", "500"),
        ("报6.2，起订500，25天", "500"),
        ("6.2美元 500个起订 25天", "500"),
        ("5.8 moq 1,000 pcs 30 days fob", "1000"),
        ("minimum order 2k, 5.80, 20 days", "2000"),
        ("5.8，最少500套，20天", "500"),
        ("最低1千套起订", "1000"),
        ("6.20 each from 500 up", "500"),
        ("price 6.2 for 500 pcs and up", "500"),
        ("500件起，单价6.2", "500"),
        ("min 200 sets", "200"),
        ("no moq", "0"),
        ("不限起订", "0"),
        ("5.80, minimum 5.50", None),
        ("最低6块2", None),
        ("至少20天", None),
        ("ships from Shanghai in 25 days", None),
        ("down from 500 pieces to 300", None),
        ("6.2 FOB, 25 days", None),
        ("25号起有货", None),
    ],
)
def test_a_minimum_is_found(text: str, least: str | None) -> None:
    assert find_minimum(text).get("minimum", [None])[0] == least


def test_its_words_are_told_apart_from_other_remarks() -> None:
    assert find_minimum("5.8 moq 20 cartons, gift box")["minimum_words"] == "moq 20 cartons"
    assert says_only_minimum("moq 1000 pcs")
    assert not says_only_minimum("moq 1000 pcs, gift box")
    assert without_minimum("5.8 moq 20 pcs, gift box").split() == ["5.8", ",", "gift", "box"]
