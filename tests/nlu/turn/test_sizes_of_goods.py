"""Which sizes and which counts of other things a message names."""

from __future__ import annotations

import pytest

from nlu.turn.words.goods.sizes import find_more_sizes
from nlu.turn.words.roles import with_roles


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("truck tyre 295/80 22.5 how much", ["295/80R22.5"]),
        ("12.00r20 轮胎", ["12.00R20"]),
        ("inverter 5 kw, battery 48v 100ah", ["5 kw", "48v", "100ah"]),
        ("逆变器5千瓦的", ["5千瓦"]),
        ("delivery by 15.12. please", []),
    ],
)
def test_sizes(text: str, sizes: list[str]) -> None:
    assert find_more_sizes({}, text, text.lower()) == sizes


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("i have 46 rooms", False),
        ("chairs for 80 staff", False),
        ("酒店48间房", False),
        ("i need 46 towels", True),
        ("要48条", True),
    ],
)
def test_rooms_and_people_are_no_quantity(text: str, counts: bool) -> None:
    number = next(word for word in ("46", "80", "48") if word in text)
    start = text.index(number)
    entity = {"entity": "quantity", "start": start, "end": start + 2, "value": {"value": int(number), "unit": None}}
    [found] = with_roles([entity], text)
    assert ("role" not in found) == counts
