"""What a message says of goods that it does not name."""

from __future__ import annotations

import pytest

from nlu.turn.words.goods.described.describing import Described, find_described


@pytest.mark.parametrize(
    ("text", "described"),
    [
        ("the glass ones please", Described(wanted=["glass"])),
        ("红薯的那种呢 绿豆的也看看", Described(wanted=["红薯", "绿豆"])),
        ("也看看乌龙的", Described(wanted=["乌龙"])),
        ("竹子做的有吗", Described(wanted=["竹子"])),
        ("要不锈钢的", Described(wanted=["不锈钢"])),
        ("any in stainless steel?", Described(wanted=["stainless steel"])),
        ("without a lid", Described(unwanted=["lid"])),
        ("唔要台灣風格嗰啲", Described(unwanted=["台灣"])),
        ("不要真丝的啊", Described(unwanted=["真丝"])),
        ("枕套不要真丝的", Described(unwanted=["真丝"])),
        ("并网的我不要哦", Described(unwanted=["并网"])),
        ("the grid-tied ones not", Described(unwanted=["grid-tied"])),
        ("4 litre, the ones w a window", Described(wanted=["window"])),
        ("or bears, either is fine", Described(also=["bears"])),
        ("雨衣也行", Described(also=["雨衣"])),
    ],
)
def test_what_a_clause_says_of_goods(text: str, described: Described) -> None:
    assert find_described(text) == described


@pytest.mark.parametrize(
    "text",
    ["which ones", "the second one", "cheaper ones", "便宜的", "好的", "no problem", "thanks for the help", "only verified ones", "我要500个", "not yet", "还有吗", "订单不要了", "这个不要"],
)  # fmt: skip
def test_what_says_nothing_of_goods(text: str) -> None:
    assert find_described(text) == Described()
