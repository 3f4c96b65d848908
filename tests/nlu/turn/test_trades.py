"""The clauses of a message that each speak of a trade of their own are told by the forms in which people name trades."""

from __future__ import annotations

import pytest

from nlu.turn.dividing.enumeration import find_items
from nlu.turn.dividing.trades import find_trade_clauses


@pytest.mark.parametrize(
    ("role", "text", "names"),
    [
        ("supplier", "丝绸床品那单接了，12月25号发，841明天走德邦，法国那个帮我拒了 做不了定制", ["丝绸床品", "841", "法国"]),
        ("supplier", "852那单定金到了告诉我，另外核桃8吨的那个求购报4200一吨，拉各斯20吨番茄酱不报", ["852", "核桃8吨", "拉各斯20吨番茄酱"]),
        ("buyer", "被子那单改成420条，核桃到了没，666那批杯子碎了几个", ["被子", "核桃", "666"]),
        ("supplier", "quote 6.2 for the plates, decline the Lagos one and mark 855 as shipped with DHL", ["lagos", "855"]),
        ("buyer", "where's the tea set shipment, the 555 scarves make it 750, and get me the packing list for 841", ["tea set", "555", "841"]),
        ("buyer", "cancel the scarves order and the monitors one", ["scarves"]),
        ("buyer", "drop the monitors order and make the bedding 280 sets", ["monitors", "bedding"]),
        ("buyer", "make the target price 4.20 and change the lead time to 20 days", []),
        ("buyer", "I need 500 mugs and 300 plates, the second one in blue", []),
        ("buyer", "不要这个，要那个蓝色的，要500个", []),
        ("supplier", "300 shipped today, 200 are red", []),
        ("buyer", "货款付了没，货到了没", []),
        ("visitor", "被子那单改成420条，核桃那单到了没", []),
    ],
)  # fmt: skip
def test_clauses_about_trades_are_found_by_their_form(role: str, text: str, names: list[str]) -> None:
    assert [clause.name for clause in find_trade_clauses(text, role)] == names


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("我想问三件事：一，发票能不能开；二，厂家电话；三，抽奖不", ["发票能不能开；", "厂家电话；", "抽奖不"]),
        ("first, where is 555, second: cancel the monitors", ["where is 555, ", "cancel the monitors"]),
        ("一，我不要了", []),
    ],
)
def test_items_are_also_counted_in_words(text: str, items: list[str]) -> None:
    assert [text[item.start : item.end] for item in find_items(text)] == items
