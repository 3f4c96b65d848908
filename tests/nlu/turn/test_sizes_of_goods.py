"""Which sizes and which counts of other things a message names."""

from __future__ import annotations

import pytest

from nlu.turn.words.goods.described.sizes import find_more_sizes
from nlu.turn.words.goods.packing import with_described_sizes
from nlu.turn.words.roles import with_roles


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("truck tyre 295/80 22.5 how much", ["295/80R22.5"]),
        ("12.00r20 轮胎", ["12.00R20"]),
        ("inverter 5 kw, battery 48v 100ah", ["5 kw", "48v", "100ah"]),
        ("逆变器5千瓦的", ["5千瓦"]),
        ("delivery by 15.12. please", []),
        ("单块38x28的", ["38x28"]),
        ("60 x 90 ones", ["60x90"]),
    ],
)
def test_sizes(text: str, sizes: list[str]) -> None:
    assert find_more_sizes({}, text, text.lower()) == sizes


def test_w_may_stand_for_with() -> None:
    assert find_more_sizes({"sizes": ["450 w"]}, "make that 450 w the offcuts", "make that 450 w the offcuts") == []
    assert find_more_sizes({"sizes": ["450 w"]}, "the 450 w ones", "the 450 w ones") == ["450 w"]


def test_a_measure_of_the_ones_is_no_quantity() -> None:
    entity = {"entity": "quantity", "start": 11, "end": 18, "value": {"value": 1000, "unit": "kilogram"}}
    text = "what about 1000 kg ones"
    assert with_described_sizes({"entities": [entity]}, text, ["1000 kg"]) == {"entities": [], "sizes": ["1000 kg"]}
    assert with_described_sizes({"entities": [entity]}, text, []) == {}


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
