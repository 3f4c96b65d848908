"""What a message takes off a list of goods."""

from __future__ import annotations

import pytest

from nlu.turn.words.goods.dropping import find_dropped


@pytest.mark.parametrize(
    ("text", "dropped"),
    [
        ("remove the pyjamas, only speaker", ["pyjamas"]),
        ("cute. leave leggings for now, just the mats", ["leggings for now"]),
        ("sorry cancel the pouch one, my guy has old stock. leave the others", ["pouch one"]),
        ("水壶起订太多的话就算了", ["水壶起订太多"]),
        ("那羊绒先不要了 丝巾加到200", ["那羊绒"]),
        ("不要毛巾了", ["毛巾"]),
        ("leave the cups as they are", []),
        ("don't cancel the mats", []),
        ("枕套不要真丝的 全棉", []),
        ("算了 发给南通的就好", []),
    ],
)
def test_what_is_taken_off_a_list(text: str, dropped: list[str]) -> None:
    assert find_dropped(text) == dropped
