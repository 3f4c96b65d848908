"""The words by which goods of one kind differ, found in what people write."""

from __future__ import annotations

import pytest

from actions.marketplace.base.records import Name
from actions.marketplace.goods.words.variants import find_variant

COFFEE = [
    Name("Yunnan green coffee beans, honey, AA", "云南咖啡生豆 蜜处理 AA级"),
    Name("Yunnan green coffee beans, washed, AA", "云南咖啡生豆 水洗 AA级"),
    Name("Yunnan green coffee beans, natural, A", "云南咖啡生豆 日晒 A级"),
]
TYRES = [
    Name("Passenger car tyre, 205/55R16", "轿车轮胎 205/55R16"),
    Name("Passenger car tyre, 195/65R15", "轿车轮胎 195/65R15"),
]
KNIVES = [Name("Kitchen knife set, 6-piece", "厨房套刀 6件套"), Name("Kitchen knife set, 15-piece", "厨房套刀 15件套")]
GARLIC = [
    Name("White garlic, 5.5-6.0 cm", "纯白大蒜 5.5-6.0厘米"),
    Name("White garlic, 4.5-5.0 cm", "纯白大蒜 4.5-5.0厘米"),
]
CARS = [Name("Remote control car, off-road", "遥控车 越野"), Name("Remote control car, drift", "遥控车 漂移")]


@pytest.mark.parametrize(
    ("names", "text", "denied", "found"),
    [
        (COFFEE, "for the coffee I'd rather have natural process than washed", ["washed"], ["natural"]),
        (COFFEE, "日晒的多少钱，水洗的不要", ["水洗"], ["日晒"]),
        (TYRES, "and 195/65 R15", [], ["195/65r15"]),
        (KNIVES, "15件套的起订量", [], ["15件套"]),
        (KNIVES, "the 15 piece one", [], ["15-piece"]),
        (GARLIC, "5.5以上的", [], ["5.5"]),
        (CARS, "offroad ones", [], ["off-road"]),
        (CARS, "off road please", [], ["off-road"]),
    ],
)
def test_what_is_in_some_of_the_names_is_found(
    names: list[Name], text: str, denied: list[str], found: list[str]
) -> None:
    assert find_variant(text, names, denied) == found


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (COFFEE, "natural or washed?"),  # none is both
        (COFFEE, "the beans from Yunnan"),  # all are
        (COFFEE, "how much is it"),
        (KNIVES, "500 pieces of the set"),
        (CARS, "how long does that take"),
    ],
)
def test_what_tells_none_apart_is_not(names: list[Name], text: str) -> None:
    assert find_variant(text, names) == []
