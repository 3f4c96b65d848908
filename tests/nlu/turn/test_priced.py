"""Bare numbers that the words make a price."""

from __future__ import annotations

import pytest

from nlu.turn.words.goods.priced import with_prices


@pytest.mark.parametrize(
    ("plain", "amount"),
    [
        ("the price may rise to 14", "14"),
        ("not more than 11 each please", "11"),
        ("our budget is 20 now", "20"),
        ("单价不要高于7.5", "7.5"),
        ("预算可以加到30", "30"),
        ("price for 500", None),
        ("what does the price come to for 500 pieces", None),
        ("目标价3天内给", None),
        ("take 11 each", None),
        ("单价最多7一套", "7"),
        ("单价还是一样吗", None),
        ("价格一直这么高", None),
        ("价格两家差多少", None),
        ("is the price at three suppliers the same", None),
    ],
)
def test_a_number_that_is_called_a_price(plain: str, amount: str | None) -> None:
    found = [each["value"] for each in with_prices({}, plain) if each["entity"] == "price"]
    assert found == ([{"amount": amount, "currency": None}] if amount else [])


def test_a_counted_number_is_no_price() -> None:
    plain = "price up to 14 boxes"
    start = plain.index("14")
    count = {"entity": "quantity", "start": start, "end": len(plain), "value": {"value": 14, "unit": "carton"}}
    assert with_prices({"entities": [count]}, plain) == [count]
