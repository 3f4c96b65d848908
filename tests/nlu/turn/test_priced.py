"""Bare numbers that the words make a price."""

from __future__ import annotations

import pytest

from nlu.turn.words.figures.priced import with_blocks, with_named_currency, with_prices, with_prices_of_each


@pytest.mark.parametrize(
    ("plain", "amount"),
    [
        ("the price may rise to 14", "14"),
        ("not more than 11 each please", "11"),
        ("our budget is 20 now", "20"),
        ("逆变器150一台可以吗", "150"),
        ("2.5每个行不", "2.5"),
        ("400一套起", None),
        ("100一个月", None),
        ("单价不要高于7.5", "7.5"),
        ("预算可以加到30", "30"),
        ("price for 500", None),
        ("what does the price come to for 500 pieces", None),
        ("目标价3天内给", None),
        ("take 11 each", None),
        ("and turtleneck? can go to 56", "56"),
        ("可以，最多能出到56", "56"),
        ("can go to 5000 pcs", None),
        ("can you go to the next page", None),
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


PRODUCT = {"entity": "product", "start": 1, "end": 5, "value": "单晶组件"}


def count(number: int) -> dict[str, object]:
    return {"entity": "quantity", "value": {"value": number, "unit": "piece"}}


@pytest.mark.parametrize(
    ("plain", "goods", "found"),
    [
        ("找单晶组件，大概400块", [PRODUCT], count(400)),
        ("总价多少，400块", [], count(400)),
        ("单晶组件单价400块以内", [PRODUCT], {"entity": "price", "value": {"amount": "400", "currency": "CNY"}}),
        ("大概400块", [], {"entity": "price", "value": {"amount": "400", "currency": "CNY"}}),
    ],
)
def test_pieces_and_money_that_share_a_word(
    plain: str, goods: list[dict[str, object]], found: dict[str, object]
) -> None:
    price = {"entity": "price", "start": plain.index("400"), "value": {"amount": "400", "currency": "CNY"}}
    entities = with_blocks({"entities": [*goods, price]}, plain)
    assert {name: entities[-1][name] for name in ("entity", "value")} == found


def test_a_bare_amount_to_which_something_is_raised_is_a_quantity() -> None:
    plain = "浴巾加到8000啥价"
    read = {"entity": "price", "start": 4, "end": 8, "value": {"amount": "8000", "currency": None}}
    assert [each["value"] for each in with_prices({"entities": [read]}, plain)] == [{"value": 8000, "unit": None}]
    of_price = {**read, "start": 4, "end": 6, "value": {"amount": "30", "currency": None}}
    assert with_prices({"entities": [of_price]}, "预算加到30") == [of_price]


def test_an_amount_with_its_currency_is_no_quantity() -> None:
    plain = "一组10块美金以内"
    read = {"entity": "quantity", "start": plain.index("10"), "value": {"value": 10, "unit": "piece"}}
    (price,) = with_blocks({"entities": [read]}, plain)
    assert price["value"] == {"amount": "10", "currency": "USD"}


def test_numbers_behind_several_goods_are_prices_if_one_is() -> None:
    plain = "bowls 1.45 usd, mugs 9.60"
    goods = [
        {"entity": "product", "value": name, "start": plain.index(name), "end": plain.index(name) + len(name)}
        for name in ("bowls", "mugs")
    ]
    price = {"entity": "price", "start": 6, "end": 14, "value": {"amount": "1.45", "currency": "USD"}}
    found = with_prices_of_each([*goods, price], plain)
    assert [each["value"] for each in found if each["entity"] == "price"] == [
        {"amount": "1.45", "currency": "USD"},
        {"amount": "9.60", "currency": "USD"},
    ]


@pytest.mark.parametrize(("plain", "currency"), [("涨到5块2美金", "USD"), ("涨到5块2", "CNY")])
def test_the_currency_behind_a_colloquial_amount_counts(plain: str, currency: str) -> None:
    price = {"entity": "price", "start": 2, "end": 5, "value": {"amount": "5.20", "currency": "CNY"}}
    parsed = {"entities": [price], "stated": []}
    found = parsed | with_named_currency(parsed, plain, "USD" if currency == "USD" else None)
    assert found["entities"][0]["value"]["currency"] == currency
